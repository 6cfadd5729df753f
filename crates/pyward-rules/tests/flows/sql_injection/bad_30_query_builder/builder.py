class Query:
    def __init__(self, table):
        self.parts = ["SELECT * FROM " + table]

    def where(self, column, value):
        self.parts.append("WHERE {} = '{}'".format(column, value))
        return self

    def text(self):
        return " ".join(self.parts)
