from flask import Flask, request
from ldap3 import Connection, Server

app = Flask(__name__)


@app.route("/find")
def find():
    connection = Connection(Server("ldap://localhost"), auto_bind=True)
    connection.search("dc=example,dc=com", "(&(objectClass=person)(uid=%s))" % request.args["uid"])
    return str(connection.entries)
