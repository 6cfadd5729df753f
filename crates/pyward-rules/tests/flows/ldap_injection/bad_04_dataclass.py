from flask import Flask, request
import ldap3

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = Order("fixed", note=param).note
    con = ldap3.Connection(ldap3.Server("ldap://x"))
    con.search("dc=x", f"(uid={bar})", attributes=["cn"])
    return "done"
