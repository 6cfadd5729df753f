from flask import session
from random import getrandbits


def login():
    session["id"] = hex(getrandbits(64))
