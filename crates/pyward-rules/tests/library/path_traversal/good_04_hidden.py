import os


def _load(folder, name):
    return open(os.path.join(folder, name)).read()


def load_all(folder):
    return [_load(folder, name) for name in ("a.json", "b.json")]
