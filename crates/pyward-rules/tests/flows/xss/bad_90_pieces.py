from flask import Flask, Response, request

app = Flask(__name__)



@app.route("/page")
def page():
    def pieces():
        yield "<p>"
        yield request.args["name"]

    return Response(pieces(), mimetype="text/html")
