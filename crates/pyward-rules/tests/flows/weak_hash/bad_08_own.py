import hashlib


def stored(password):
    return hashlib.md5(password.encode()).hexdigest()
