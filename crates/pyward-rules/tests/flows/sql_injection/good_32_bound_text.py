from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
db = SQLAlchemy(app)


@app.route("/count")
def count():
    owner = request.args.get("owner")
    result = db.session.execute(text("SELECT COUNT(*) FROM t WHERE owner = :owner"), {"owner": owner})
    return str(result.scalar())
