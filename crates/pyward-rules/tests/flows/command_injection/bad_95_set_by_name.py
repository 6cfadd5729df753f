import os

from flask import Flask, request

app = Flask(__name__)



class Bag:
    pass


@app.route("/run")
def work():
    bag = Bag()
    setattr(bag, "folder", request.args["folder"])
    os.system("ls " + bag.folder)
    return "done"
