import hashlib


def work(data):
    param = "md5"
    def again():
        return param + "!"
    bar = again()
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
