from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    num = 106
    bar = "fixed" if 7 * 18 + num > 200 else param
    with open("files/" + bar) as file:
        file.read()
    return "done"
