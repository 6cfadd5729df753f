from flask import Flask, request
import ldap3

def fill(into, text):
    into.append(text)

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    found = []
    fill(found, param)
    bar = found[0]
    con = ldap3.Connection(ldap3.Server("ldap://x"))
    con.search("dc=x", f"(uid={bar})", attributes=["cn"])
    return "done"
