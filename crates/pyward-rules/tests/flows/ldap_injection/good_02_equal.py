from flask import Flask, request
import ldap3

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    if param == "red":
        bar = param
    else:
        bar = "green"
    con = ldap3.Connection(ldap3.Server("ldap://x"))
    con.search("dc=x", f"(uid={bar})", attributes=["cn"])
    return "done"
