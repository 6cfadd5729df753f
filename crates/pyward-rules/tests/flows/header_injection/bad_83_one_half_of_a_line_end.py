import smtplib

from flask import Flask, abort, request

app = Flask(__name__)


@app.post("/")
def send():
    subject = request.form["subject"].replace("\r\n", "")
    with smtplib.SMTP("localhost") as server:
        server.sendmail("a@shop.example", ["b@shop.example"], "Subject: " + subject + "\r\n\r\nHello")
    return {}
