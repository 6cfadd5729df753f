import ldap
import ldap.filter

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/person")
def person():
    kind = request.args["kind"]
    wanted = ldap.filter.filter_format("(&(" + kind + "=%s))", [request.args["name"]])
    found = ldap.initialize("ldap://directory").search_s("dc=shop", ldap.SCOPE_SUBTREE, wanted)
    return {"count": len(found)}
