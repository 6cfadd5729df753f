import pathlib
import tarfile


class Installer:
    def __init__(self, home):
        self.home = pathlib.Path(home).resolve()

    def install(self, archive):
        with tarfile.open(archive) as opened:
            for member in opened:
                target = (self.home / member.name).resolve()
                if not target.is_relative_to(self.home):
                    continue
                target.write_bytes(opened.extractfile(member).read())
