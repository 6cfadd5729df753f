import pandas
from flask import Flask, request

app = Flask(__name__)
SALES = pandas.read_parquet("/srv/sales.parquet")


@app.get("/sales")
def sales():
    return SALES.query(request.args["where"], engine="python").to_json()
