import hashlib

import things


def work(data):
    param = "md5"
    thing = things.make("plain")
    bar = thing.get(param)
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
