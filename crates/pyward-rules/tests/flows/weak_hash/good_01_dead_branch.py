import hashlib


def work(data):
    param = "md5"
    num = 106
    bar = "sha256" if 7 * 18 + num > 200 else param
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
