import hashlib


def digest(data):
    return getattr(hashlib, "md5")(data).hexdigest()
