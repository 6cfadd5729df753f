import hashlib


def work(data):
    param = "md5"
    options = {"first": "sha256", "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
