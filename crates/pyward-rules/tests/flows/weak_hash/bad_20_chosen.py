import hashlib

ALGORITHM = "md5"


def fingerprint(data):
    digest = getattr(hashlib, ALGORITHM)
    return digest(data).hexdigest()
