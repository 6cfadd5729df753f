import io

from flask import Flask, request

app = Flask(__name__)



@app.route("/read")
def read():
    kept = io.StringIO(request.args["name"])
    return open("/srv/files/" + kept.getvalue()).read()
