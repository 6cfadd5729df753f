import hashlib


def work(data):
    param = "md5"
    values = ["one", "two"]
    values.append(param)
    values.pop(0)
    bar = values[1]
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
