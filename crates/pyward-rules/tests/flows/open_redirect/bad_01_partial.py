from flask import Flask, request
from flask import redirect

def joined(start, end):
    return start + end

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    import functools
    prefix = functools.partial(joined, "x-")
    bar = prefix(param)
    return redirect(bar)
