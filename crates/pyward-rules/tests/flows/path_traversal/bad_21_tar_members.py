import os
import shutil
import tarfile


def unpack(archive, folder):
    opened = tarfile.open(archive)
    for member in opened.getmembers():
        if not member.isfile():
            continue
        path = os.path.join(folder, member.name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            shutil.copyfileobj(opened.extractfile(member), out)
