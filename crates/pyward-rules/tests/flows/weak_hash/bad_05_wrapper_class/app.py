import hashlib

import holders


def work(data):
    param = "md5"
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
