import hashlib


def etag(page):
    return hashlib.md5(page, usedforsecurity=False).hexdigest()
