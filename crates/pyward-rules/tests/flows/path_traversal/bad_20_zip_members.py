import os
import zipfile


def unpack(archive, folder):
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            target = os.path.join(folder, name)
            with open(target, "wb") as out:
                out.write(opened.read(name))
