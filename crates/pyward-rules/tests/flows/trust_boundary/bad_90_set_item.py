from flask import Flask, request, session

app = Flask(__name__)



@app.route("/login")
def login():
    session.__setitem__("user", request.args["user"])
    return "done"
