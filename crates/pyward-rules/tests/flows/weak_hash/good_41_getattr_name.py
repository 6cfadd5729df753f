import hashlib

ALGORITHM = "sha512"


def digest(data, name):
    make = getattr(hashlib, name)
    return make(data).hexdigest()


def etag(page):
    return digest(page, ALGORITHM)
