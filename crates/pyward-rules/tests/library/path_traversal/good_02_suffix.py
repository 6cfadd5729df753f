import os


def load(path):
    with open(path + ".json") as file:
        return file.read()


def settings(folder):
    with open(os.path.join(folder, "settings.json")) as file:
        return file.read()
