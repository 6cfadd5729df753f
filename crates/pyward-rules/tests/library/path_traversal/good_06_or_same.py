import os


class Images:
    def __init__(self, folder):
        self.folder = folder

    def read(self, name):
        path = os.path.join(self.folder, name)
        resolved = os.path.abspath(path)
        allowed = os.path.abspath(self.folder)
        if not resolved.startswith(allowed + os.sep) and resolved != allowed:
            return None
        with open(path, "rb") as file:
            return file.read()
