from flask import Flask, request
import ldap3

def chosen(text, raw):
    if raw:
        return text
    return "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = chosen(param, False)
    con = ldap3.Connection(ldap3.Server("ldap://x"))
    con.search("dc=x", f"(uid={bar})", attributes=["cn"])
    return "done"
