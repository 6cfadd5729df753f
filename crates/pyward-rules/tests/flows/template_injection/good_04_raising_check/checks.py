KNOWN = frozenset(["red", "green"])

def require(text):
    if text not in KNOWN:
        raise ValueError("unknown")
