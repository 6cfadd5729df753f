import sqlite3

from fastapi import Depends, FastAPI

app = FastAPI()


class Paging:
    def __init__(self, sort: str = "name"):
        self.sort = sort


@app.get("/products")
def products(paging: Paging = Depends()):
    return sqlite3.connect("shop.db").execute("SELECT * FROM product ORDER BY " + paging.sort).fetchall()
