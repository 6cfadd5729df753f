from hashlib import sha1 as fast


def stored(password):
    return fast(password).digest()
