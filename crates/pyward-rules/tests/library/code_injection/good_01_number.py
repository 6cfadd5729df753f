def parse(count: int):
    return eval(f"{count} + 1")
