from flask import Flask, request, session

app = Flask(__name__)


def remember(**values):
    for key, value in values.items():
        session[key] = value


@app.route("/remember")
def page():
    remember(tenant=request.args["tenant"])
    return {}
