import io
import pickle

from flask import Flask, abort, request

app = Flask(__name__)
KNOWN = {("builtins", "set")}


class Limited(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError(name)
        return super().find_class(module, name)


@app.post("/state")
def state():
    return {"length": len(Limited(io.BytesIO(request.data)).load())}
