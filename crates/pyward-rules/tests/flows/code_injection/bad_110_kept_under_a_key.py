from flask import Flask, request

app = Flask(__name__)


class Sheet:
    def __init__(self):
        self.cells = {}

    def __setitem__(self, key, value):
        self.cells[key] = value

    def __getitem__(self, key):
        return self.cells.get(key, "0")


@app.post("/cell")
def cell():
    sheet = Sheet()
    sheet["a1"] = request.form["formula"]
    return str(eval(sheet["a1"]))
