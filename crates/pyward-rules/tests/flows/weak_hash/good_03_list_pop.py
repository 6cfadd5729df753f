import hashlib


def work(data):
    param = "md5"
    values = ["one", "two"]
    values.insert(0, param)
    values.pop(0)
    bar = values[0]
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
