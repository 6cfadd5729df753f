from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    import io
    buffer = io.StringIO()
    buffer.write(param)
    bar = buffer.getvalue()
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
