from flask import Flask, request
from flask import redirect

def shown(**named):
    return named["text"]

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    given = {"text": param}
    bar = shown(**given)
    return redirect(bar)
