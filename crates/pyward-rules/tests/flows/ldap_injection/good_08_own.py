from flask import Flask, request
import ldap, ldap.filter

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    con = ldap.initialize("ldap://x")
    user = ldap.filter.escape_filter_chars(request.args["u"])
    con.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=%s)" % user)
    return "ok"
