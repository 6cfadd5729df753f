from flask import Flask, request
from flask import redirect

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    import uuid
    try:
        bar = str(uuid.UUID(param))
    except ValueError:
        return "no"
    return redirect(bar)
