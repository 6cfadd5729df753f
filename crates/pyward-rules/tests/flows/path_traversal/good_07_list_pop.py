from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    values = ["one", "two"]
    values.insert(0, param)
    values.pop(0)
    bar = values[0]
    with open("files/" + bar) as file:
        file.read()
    return "done"
