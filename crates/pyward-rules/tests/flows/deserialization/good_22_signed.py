import hashlib
import hmac
import pickle

from flask import Flask, abort, request

app = Flask(__name__)
KEY = b"from the vault"


@app.route("/load", methods=["POST"])
def load():
    body = request.get_data()
    given = request.headers["X-Signature"]
    wanted = hmac.new(KEY, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, given):
        abort(403)
    return str(pickle.loads(body))
