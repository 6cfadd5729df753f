SECURE = True
