from flask import Flask, make_response, request

app = Flask(__name__)



@app.route("/page")
def page():
    response = make_response()
    response.set_data("<p>" + request.args["name"])
    return response
