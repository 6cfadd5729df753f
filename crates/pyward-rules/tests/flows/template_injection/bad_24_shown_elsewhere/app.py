from flask import Flask, request

from pages import show

app = Flask(__name__)


@app.errorhandler(404)
def missing(error):
    return show("<p>" + request.path + "</p>"), 404
