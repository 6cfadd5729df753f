import hashlib

LEGACY = False


def stored(password):
    if LEGACY:
        return hashlib.md5(password).hexdigest()
    return hashlib.sha256(password).hexdigest()
