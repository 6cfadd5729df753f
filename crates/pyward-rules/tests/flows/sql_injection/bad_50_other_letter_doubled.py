import sqlite3

from flask import Flask, request

app = Flask(__name__)


def quoted(name):
    return '"' + name.replace(" ", "_") + '"'


@app.route("/rows")
def rows():
    cursor = sqlite3.connect("db").cursor()
    cursor.execute("SELECT count(*) FROM %s" % quoted(request.args["table"]))
    return str(cursor.fetchone()[0])
