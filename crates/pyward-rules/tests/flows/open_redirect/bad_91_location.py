from flask import Flask, make_response, request

app = Flask(__name__)



@app.route("/go")
def go():
    response = make_response("", 303)
    response.location = request.args["to"]
    return response
