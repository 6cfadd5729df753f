from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    if (bar := param.strip()):
        pass
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
