def load(path):
    with open(path) as file:
        return file.read()


class Store:
    def __init__(self, path):
        self.path = path

    def read(self):
        return open(self.path).read()
