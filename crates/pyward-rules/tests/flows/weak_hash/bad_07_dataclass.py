import hashlib

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str


def work(data):
    param = "md5"
    bar = Order("sha256", note=param).note
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
