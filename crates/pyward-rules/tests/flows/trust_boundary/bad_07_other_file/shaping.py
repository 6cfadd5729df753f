def decorate(text):
    parts = [text.strip()]
    return "-".join(parts)
