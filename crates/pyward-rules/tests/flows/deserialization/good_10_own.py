from flask import Flask, request
import hmac, pickle

def sign(body):
    return hmac.new(b"k", body, "sha256").hexdigest()

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    body = request.data
    if not hmac.compare_digest(sign(body), "x"):
        return "no"
    pickle.loads(body)
    return "ok"
