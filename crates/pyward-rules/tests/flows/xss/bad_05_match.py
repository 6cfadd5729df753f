from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    choice = "ABC"[1]
    match choice:
        case "A":
            bar = "fixed"
        case "B":
            bar = param
        case _:
            bar = "other"
    page = "<html>"
    page += f"<p>{bar}</p>"
    return page
