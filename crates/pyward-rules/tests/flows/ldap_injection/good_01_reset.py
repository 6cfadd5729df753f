from flask import Flask, request
import ldap3

class Holder:
    def __init__(self, text):
        self.text = text

    def reset(self):
        self.text = "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    holder = Holder(param)
    holder.reset()
    bar = holder.text
    con = ldap3.Connection(ldap3.Server("ldap://x"))
    con.search("dc=x", f"(uid={bar})", attributes=["cn"])
    return "done"
