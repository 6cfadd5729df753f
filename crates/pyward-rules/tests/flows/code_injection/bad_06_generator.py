from flask import Flask, request

def letters(text):
    for letter in text:
        yield letter

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = "".join(letters(param))
    exec("x = %s" % bar)
    return "done"
