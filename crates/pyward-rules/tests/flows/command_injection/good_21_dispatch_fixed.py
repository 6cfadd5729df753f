import subprocess

from flask import Flask, request

app = Flask(__name__)
UNITS = {"web": "nginx.service", "db": "postgresql.service"}


@app.route("/service/<action>")
def service(action):
    unit = UNITS.get(request.args["name"], "nginx.service")
    subprocess.call("systemctl restart " + unit, shell=True)
    return "ok"
