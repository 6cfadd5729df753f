from flask import Flask, request
from ldap3 import Connection, Server

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    who = "uid=" + request.form["name"] + ",ou=staff"
    return str(Connection(Server("ldaps://dir"), user=who, password=request.form["password"]).bind())
