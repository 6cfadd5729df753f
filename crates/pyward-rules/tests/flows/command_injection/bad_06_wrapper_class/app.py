from flask import Flask, request
import subprocess

import holders

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    subprocess.Popen(["sh", "-c", "echo " + bar])
    return "done"
