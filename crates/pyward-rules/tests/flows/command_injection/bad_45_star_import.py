import os

from bottle import *


@route("/list")
def folder():
    os.system("ls " + request.query.folder)
    return "ok"
