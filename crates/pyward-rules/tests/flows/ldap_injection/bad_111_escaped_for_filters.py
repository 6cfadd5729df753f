import ldap
from flask import Flask, request
from ldap.filter import escape_filter_chars

app = Flask(__name__)


@app.get("/who")
def who():
    unit = escape_filter_chars(request.args["unit"])
    found = ldap.initialize("ldap://x").search_s(f"ou={unit},dc=x", ldap.SCOPE_SUBTREE, "(cn=a)")
    return str(len(found))
