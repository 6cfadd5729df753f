import ldap
from flask import Flask, request

app = Flask(__name__)


@app.route("/count")
def count():
    uid = request.args["uid"]
    server = ldap.initialize("ldap://localhost")
    found = server.search_s("dc=example", ldap.SCOPE_SUBTREE, "(uid=*)")
    return {"you": uid, "all": len(found)}
