from flask import Flask, request

def chosen(text, raw):
    if raw:
        return text
    return "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = chosen(param, False)
    with open("files/" + bar) as file:
        file.read()
    return "done"
