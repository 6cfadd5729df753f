from flask import Flask, abort, request

app = Flask(__name__)
from ldap3 import Connection, ObjectDef, Reader, Server


@app.get("/person")
def person():
    connection = Connection(Server("directory"), auto_bind=True)
    kind = ObjectDef("person", connection)
    reader = Reader(connection, kind, "dc=shop", query="(cn=" + request.args["name"] + ")")
    return {"count": len(reader.search())}
