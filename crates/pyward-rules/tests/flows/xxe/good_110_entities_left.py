import io

from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.post("/feed")
def feed():
    found = etree.iterparse(io.BytesIO(request.data), resolve_entities=False)
    return str(len(list(found)))
