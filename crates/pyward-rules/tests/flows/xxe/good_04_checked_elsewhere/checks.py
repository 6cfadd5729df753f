KNOWN = {"red", "green"}

def is_known(text):
    if text in KNOWN:
        return True
    return False
