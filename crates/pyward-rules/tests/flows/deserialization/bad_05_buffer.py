from flask import Flask, request
import pickle, base64

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    import io
    buffer = io.StringIO()
    buffer.write(param)
    bar = buffer.getvalue()
    pickle.loads(base64.b64decode(bar))
    return "done"
