from flask import Flask, request
from flask import render_template_string

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    def again():
        return param + "!"
    bar = again()
    return render_template_string("<p>" + bar)
