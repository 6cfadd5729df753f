from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    pieces = [piece.lower() for piece in param.split(",") if piece]
    bar = ",".join(pieces)
    exec("x = %s" % bar)
    return "done"
