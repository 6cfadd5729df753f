import pandas as pd
from flask import Flask, request
from sqlalchemy import create_engine

app = Flask(__name__)
engine = create_engine("sqlite:///shop.db")


@app.get("/frame")
def frame():
    year = request.args["year"]
    return pd.read_sql_query(f"SELECT * FROM orders WHERE year = {year}", engine).to_json()
