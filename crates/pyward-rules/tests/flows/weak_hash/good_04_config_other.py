import hashlib


def work(data):
    param = "md5"
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "sha256")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyA")
    digest = hashlib.new(bar)
    digest.update(data)
    return digest.hexdigest()
