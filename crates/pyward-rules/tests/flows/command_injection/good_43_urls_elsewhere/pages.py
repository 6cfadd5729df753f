import os


def show(req, number):
    os.system(f"cat {number}")


def unused(name):
    os.system("cat " + name)
