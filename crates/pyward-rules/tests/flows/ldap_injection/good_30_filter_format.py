import ldap
from flask import Flask, request
from ldap.filter import filter_format

app = Flask(__name__)


@app.route("/people")
def people():
    query = filter_format("(cn=%s)", [request.args["name"]])
    return str(ldap.initialize("ldap://x").search_s("dc=x", ldap.SCOPE_SUBTREE, query))
