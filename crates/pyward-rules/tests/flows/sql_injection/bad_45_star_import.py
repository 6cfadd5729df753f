import sqlite3

from flask import *

app = Flask(__name__)


@app.route("/user/<name>")
def user(name):
    return jsonify(sqlite3.connect("x").execute(f"SELECT * FROM users WHERE name = '{name}'").fetchall())
