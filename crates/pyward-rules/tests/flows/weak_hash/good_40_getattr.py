import hashlib


def digest(data):
    return getattr(hashlib, "sha256")(data).hexdigest()
