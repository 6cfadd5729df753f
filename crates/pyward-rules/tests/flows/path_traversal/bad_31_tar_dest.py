import pathlib
import tarfile


class Installer:
    def __init__(self, home):
        self.home = pathlib.Path(home)

    def install(self, archive):
        with tarfile.open(archive) as opened:
            for member in opened:
                target = self.home / member.name
                target.write_bytes(opened.extractfile(member).read())
