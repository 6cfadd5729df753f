import ldap
from flask import Flask, request
from ldap.dn import escape_dn_chars

app = Flask(__name__)


@app.get("/who")
def who():
    name = escape_dn_chars(request.args["name"])
    found = ldap.initialize("ldap://x").search_s("dc=x", ldap.SCOPE_SUBTREE, f"(cn={name})")
    return str(len(found))
