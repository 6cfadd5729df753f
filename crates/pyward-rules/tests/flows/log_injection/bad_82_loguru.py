from flask import Flask, abort, request

app = Flask(__name__)
from loguru import logger


@app.get("/")
def page():
    logger.info("asked for {}", request.args["page"])
    return {}
