import hashlib

class Base:
    def __init__(self, text):
        self.text = text

    def get(self):
        return self.text

class Special(Base):
    def __init__(self, text):
        super().__init__(text)
        self.kind = "special"


def work(data):
    param = "md5"
    bar = Special(param).get()
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
