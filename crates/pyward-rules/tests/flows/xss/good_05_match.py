from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    choice = "ABC"[2]
    match choice:
        case "A":
            bar = param
        case "C":
            bar = "fixed"
        case _:
            bar = param
    page = "<html>"
    page += f"<p>{bar}</p>"
    return page
