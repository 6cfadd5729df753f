from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
db = SQLAlchemy(app)


@app.route("/count")
def count():
    table = request.args.get("table")
    result = db.session.execute(text("SELECT COUNT(*) FROM " + table))
    return str(result.scalar())
