import random


class Load:
    def run(self):
        cache_key = random.randrange(1000)
        return cache_key
