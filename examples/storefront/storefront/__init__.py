"""A small web shop: catalogue, basket and signed order receipts."""

__version__ = "1.4.0"
