import os
import shutil
import tarfile


def unpack(archive, folder):
    opened = tarfile.open(archive)
    for member in opened.getmembers():
        path = os.path.join(folder, os.path.basename(member.name))
        with open(path, "wb") as out:
            shutil.copyfileobj(opened.extractfile(member), out)
