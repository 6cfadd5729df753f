from pathlib import Path


class Loader:
    def __init__(self, search_path):
        self.search_path = Path(search_path)

    def source(self, name):
        path = self.search_path / name
        return path.read_text()
