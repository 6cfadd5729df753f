from pathlib import Path


def load(folder, name):
    base = Path(folder).resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise ValueError(name)
    return path.read_text()
