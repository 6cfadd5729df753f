from flask import Flask, request, session

app = Flask(__name__)


@app.route("/remember")
def page():
    session["visits"] = session.get("visits", 0) + 1
    return {"tenant": request.args["tenant"]}
