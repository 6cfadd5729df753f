from flask import Flask, make_response, request

app = Flask(__name__)


def page(title, body):
    parts = ["<html><head><title>", title, "</title></head><body>"]
    parts.append(body)
    parts.append("</body></html>")
    return "".join(parts)


@app.route("/missing")
def missing():
    return make_response(page("Missing", "no such page: " + request.args.get("page", "")), 404)
