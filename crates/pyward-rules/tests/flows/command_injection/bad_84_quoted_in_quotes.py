import os
import shlex

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/tell")
def tell():
    os.system('notify "From the web: %s"' % shlex.quote(request.args["text"]))
    return {}
