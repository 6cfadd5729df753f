import hashlib

ALGORITHM = "sha256"


def fingerprint(data):
    digest = getattr(hashlib, ALGORITHM)
    return digest(data).hexdigest()
