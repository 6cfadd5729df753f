import json

import redis

client = redis.Redis()


def work():
    while True:
        _, body = client.blpop("jobs")
        print(json.loads(body))
