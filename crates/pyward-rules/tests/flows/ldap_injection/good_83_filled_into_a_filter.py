import ldap
import ldap.filter

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/person")
def person():
    wanted = ldap.filter.filter_format("(&(cn=%s))", [request.args["name"]])
    found = ldap.initialize("ldap://directory").search_s("dc=shop", ldap.SCOPE_SUBTREE, wanted)
    return {"count": len(found)}
