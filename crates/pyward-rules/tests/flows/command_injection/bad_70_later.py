import subprocess
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, request

app = Flask(__name__)
pool = ThreadPoolExecutor()


def resize(name, width):
    subprocess.run(f"convert {name} -resize {width} out.png", shell=True)


@app.post("/resize")
def ask():
    pool.submit(resize, request.form["name"], 100)
    return "later"
