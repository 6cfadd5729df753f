from flask import Flask, request
from ldap3 import Connection, Server
from ldap3.utils.conv import escape_filter_chars

app = Flask(__name__)


@app.route("/find")
def find():
    connection = Connection(Server("ldap://localhost"), auto_bind=True)
    uid = escape_filter_chars(request.args["uid"])
    connection.search("dc=example,dc=com", f"(uid={uid})")
    return str(connection.entries)
