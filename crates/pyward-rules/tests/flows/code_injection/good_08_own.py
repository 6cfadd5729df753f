from flask import Flask, request
import ast

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return str(len(ast.literal_eval(request.args["e"])))
