"""Products, their prices and their pictures."""

from dataclasses import dataclass
from decimal import Decimal, ROUND_HALF_UP
from io import BytesIO
from pathlib import Path

import requests
from configobj import ConfigObj
from PIL import Image

CENT = Decimal("0.01")
THUMBNAIL_SIZE = (320, 320)


@dataclass(frozen=True)
class Product:
    """One thing on sale; `price` is in the shop's own currency."""

    sku: str
    title: str
    price: Decimal
    picture: Path | None = None


class Catalog:
    """The products of one shop file, in the order in which it lists them."""

    def __init__(self, products: list[Product], currency: str, rates_url: str | None = None):
        self._products = {product.sku: product for product in products}
        self.currency = currency
        self._rates_url = rates_url

    @classmethod
    def load(cls, path: Path) -> "Catalog":
        """Read an INI file with one `[products]` subsection per SKU."""
        config = ConfigObj(str(path), encoding="utf-8", file_error=True)
        products = []
        for sku, entry in config["products"].items():
            picture = path.parent / entry["picture"] if "picture" in entry else None
            products.append(Product(sku, entry["title"], Decimal(entry["price"]), picture))
        shop = config.get("shop", {})
        return cls(products, shop.get("currency", "EUR"), shop.get("rates_url"))

    def __iter__(self):
        return iter(self._products.values())

    def get(self, sku: str) -> Product | None:
        return self._products.get(sku)

    def price_in(self, product: Product, currency: str) -> Decimal:
        """The price in another currency, at the rate of the configured service."""
        if currency == self.currency:
            return product.price
        if self._rates_url is None:
            raise LookupError(f"no exchange rates configured, cannot price in {currency}")
        answer = requests.get(
            self._rates_url, params={"base": self.currency, "quote": currency}, timeout=5
        )
        answer.raise_for_status()
        rate = Decimal(str(answer.json()["rate"]))
        return (product.price * rate).quantize(CENT, rounding=ROUND_HALF_UP)


def thumbnail(picture: Path) -> bytes:
    """A small JPEG of a product picture."""
    with Image.open(picture) as image:
        image.thumbnail(THUMBNAIL_SIZE)
        out = BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()
