from pathlib import Path

from flask import Flask, request

app = Flask(__name__)


@app.get("/note")
def note():
    path = Path("/srv/notes") / request.args["name"]
    if path.suffix not in {".txt", ".md"}:
        return "no"
    return path.read_text()
