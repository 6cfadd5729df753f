from flask import Flask, request
import ldap

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    con = ldap.initialize("ldap://x")
    con.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=%s)" % request.args["u"])
    return "ok"
