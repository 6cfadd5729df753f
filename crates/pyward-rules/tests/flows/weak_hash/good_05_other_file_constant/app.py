import hashlib

import shaping


def work(data):
    param = "md5"
    bar = shaping.decorate(param)
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
