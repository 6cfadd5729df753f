def decorate(text):
    names = {"a": text, "b": "none"}
    return names["b"]
