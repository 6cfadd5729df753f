"""The web application. `create_app` is the factory that the server calls."""

import os
from pathlib import Path

from flask import Flask, Response, abort, redirect, render_template, request, url_for

from . import catalog as catalogs
from . import orders


def create_app(shop_file: Path | None = None, receipt_key: bytes | None = None) -> Flask:
    shop_file = shop_file or Path(os.environ["STOREFRONT_SHOP"])
    receipt_key = receipt_key or os.environ["STOREFRONT_RECEIPT_KEY"].encode()
    catalog = catalogs.Catalog.load(shop_file)
    app = Flask(__name__)

    @app.get("/")
    def index():
        return render_template("index.html", catalog=catalog)

    @app.get("/pictures/<sku>.jpg")
    def picture(sku: str):
        product = catalog.get(sku)
        if product is None or product.picture is None:
            abort(404)
        return Response(catalogs.thumbnail(product.picture), mimetype="image/jpeg")

    @app.post("/orders")
    def order():
        lines = {sku: request.form.get(sku, 0, type=int) for sku in request.form}
        placed = orders.place(catalog, lines)
        token = orders.write_receipt(placed, receipt_key)
        return redirect(url_for("receipt", token=token), code=303)

    @app.get("/receipts/<token>")
    def receipt(token: str):
        placed = orders.read_receipt(token, receipt_key)
        return render_template("receipt.html", order=placed, catalog=catalog)

    @app.errorhandler(orders.OrderError)
    def refused(error: orders.OrderError):
        return render_template("index.html", catalog=catalog, problem=str(error)), 400

    return app
