"""Orders, and receipts that nobody but the shop can write."""

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal

from cryptography.fernet import Fernet, InvalidToken

from .catalog import Catalog


class OrderError(ValueError):
    """The order cannot be placed; the message is fit for the customer."""


@dataclass(frozen=True)
class Order:
    lines: dict[str, int]
    total: Decimal
    currency: str
    placed: datetime


def place(catalog: Catalog, lines: dict[str, int]) -> Order:
    """Price a basket of SKU to quantity, or say what is wrong with it."""
    lines = {sku: count for sku, count in lines.items() if count}
    if not lines:
        raise OrderError("The basket is empty.")
    total = Decimal(0)
    for sku, count in lines.items():
        product = catalog.get(sku)
        if product is None:
            raise OrderError(f"We do not sell {sku}.")
        if count < 0:
            raise OrderError(f"{count} is not a quantity.")
        total += product.price * count
    return Order(lines, total, catalog.currency, datetime.now(timezone.utc))


def write_receipt(order: Order, key: bytes) -> str:
    """An order as an encrypted token that the customer can keep."""
    body = {
        "lines": order.lines,
        "total": str(order.total),
        "currency": order.currency,
        "placed": order.placed.isoformat(),
    }
    return Fernet(key).encrypt(json.dumps(body).encode()).decode("ascii")


def read_receipt(token: str, key: bytes) -> Order:
    """The order inside a token of ours."""
    try:
        body = json.loads(Fernet(key).decrypt(token.encode()))
    except InvalidToken:
        raise OrderError("This receipt is not one of ours.") from None
    return Order(
        body["lines"],
        Decimal(body["total"]),
        body["currency"],
        datetime.fromisoformat(body["placed"]),
    )
