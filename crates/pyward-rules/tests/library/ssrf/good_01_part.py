import requests


def fetch(name):
    return requests.get("https://api.example.com/items/" + name, timeout=5).content
