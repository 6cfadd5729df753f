from flask import Flask, request


app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    text = request.args["e"]
    if not text.startswith("'") or not text.endswith("'") or "'" in text[1:-1]:
        return "a plain literal is wanted"
    return str(len(eval(text)))
