import ldap
from flask import Flask, request

app = Flask(__name__)


@app.route("/people")
def people():
    terms = ["(objectClass=person)"]
    if request.args.get("name"):
        terms.append("(cn=*" + request.args["name"] + "*)")
    query = "(&" + "".join(terms) + ")"
    return str(ldap.initialize("ldap://x").search_s("dc=x", ldap.SCOPE_SUBTREE, query))
