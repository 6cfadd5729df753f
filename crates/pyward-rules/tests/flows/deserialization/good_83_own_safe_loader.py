import yaml

from flask import Flask, abort, request

app = Flask(__name__)
try:
    from yaml import CSafeLoader as Base
except ImportError:
    from yaml import SafeLoader as Base


class Loader(Base):
    pass


@app.post("/state")
def state():
    return {"length": len(yaml.load(request.data, Loader=Loader))}
