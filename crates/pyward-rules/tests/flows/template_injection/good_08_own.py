from flask import Flask, request
from flask import render_template_string

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return render_template_string("<p>{{ q }}", q=request.args["q"])
