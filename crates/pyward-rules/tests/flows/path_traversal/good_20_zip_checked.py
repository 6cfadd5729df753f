import os
import zipfile


def unpack(archive, folder):
    root = os.path.realpath(folder)
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            target = os.path.realpath(os.path.join(root, name))
            if not target.startswith(root + os.sep):
                raise ValueError(name)
            with open(target, "wb") as out:
                out.write(opened.read(name))
