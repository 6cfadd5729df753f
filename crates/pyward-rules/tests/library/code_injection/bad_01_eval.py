def parse(text):
    return eval(text.strip())
