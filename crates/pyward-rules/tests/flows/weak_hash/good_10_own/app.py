import hashlib
import settings


def stored(password):
    return hashlib.new(settings.ALGORITHMS["new"], password).digest()
