import hashlib
import settings


def stored(password):
    return hashlib.new(settings.ALGORITHMS["legacy"], password).digest()
