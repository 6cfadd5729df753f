from flask import Flask, request

def joined(start, end):
    return start + end

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    import functools
    prefix = functools.partial(joined, "x-")
    bar = prefix(param)
    eval(bar)
    return "done"
