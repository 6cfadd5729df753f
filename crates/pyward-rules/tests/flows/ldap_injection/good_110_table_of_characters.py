import ldap
from flask import Flask, request

app = Flask(__name__)
TABLE = str.maketrans({"(": "\\28", ")": "\\29", "*": "\\2a"})


@app.get("/who")
def who():
    name = request.args["name"].translate(TABLE)
    found = ldap.initialize("ldap://x").search_s("dc=x", ldap.SCOPE_SUBTREE, f"(cn={name})")
    return str(len(found))
