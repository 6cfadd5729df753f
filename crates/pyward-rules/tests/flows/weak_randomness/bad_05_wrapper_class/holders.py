class Holder:
    def __init__(self, text):
        self.text = text
        self.count = 0

    def touch(self):
        self.count += 1

    def read(self):
        return self.text
