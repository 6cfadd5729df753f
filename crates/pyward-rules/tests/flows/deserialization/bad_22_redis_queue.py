import pickle

import redis

client = redis.Redis()


def work():
    while True:
        _, body = client.blpop("jobs")
        job = pickle.loads(body)
        job.run()
