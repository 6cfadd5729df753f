import hashlib

class Holder:
    def __init__(self, text):
        self.text = text

    def reset(self):
        self.text = "fixed"


def work(data):
    param = "md5"
    holder = Holder(param)
    holder.reset()
    bar = holder.text
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
