from flask import Flask, request
import ldap3

import enum

class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = Colour(param).value
    con = ldap3.Connection(ldap3.Server("ldap://x"))
    con.search("dc=x", f"(uid={bar})", attributes=["cn"])
    return "done"
