import smtplib

from flask import Flask, abort, request

app = Flask(__name__)
MAIL = "From: a@shop.example\r\nSubject: {subject}\r\n\r\nHello"


@app.post("/")
def send():
    with smtplib.SMTP("localhost") as server:
        server.sendmail("a@shop.example", ["b@shop.example"], MAIL.format(subject=request.form["subject"]))
    return {}
