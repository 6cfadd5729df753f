def decorate(text):
    names = {"a": text, "b": "fixed"}
    return names["b"]
