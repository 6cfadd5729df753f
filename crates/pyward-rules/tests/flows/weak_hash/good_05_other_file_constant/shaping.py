def decorate(text):
    names = {"a": text, "b": "sha256"}
    return names["b"]
