import pickle

from flask import Flask, abort, request

app = Flask(__name__)


@app.post("/state")
def state():
    copy = pickle.loads(pickle.dumps(request.form.to_dict()))
    return {"length": len(copy)}
