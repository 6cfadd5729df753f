SECURE = False
