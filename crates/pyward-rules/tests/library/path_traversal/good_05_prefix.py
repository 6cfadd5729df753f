import os


def extract(archive, folder):
    for info in archive.infolist():
        path = os.path.abspath(os.path.join(folder, info.filename))
        if not path.startswith(folder + os.sep):
            raise ValueError(info.filename)
        with open(path, "wb") as file:
            file.write(archive.read(info))
