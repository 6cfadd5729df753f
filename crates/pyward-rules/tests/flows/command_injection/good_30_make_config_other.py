import configparser
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.route("/build", methods=["POST"])
def build():
    config = configparser.ConfigParser()
    config["build"] = {"target": request.form["target"], "mode": "fast"}
    mode = config["build"]["mode"]
    subprocess.Popen(f"make {mode}", shell=True)
    return "started"
