import random


def jitter(delay):
    return delay * random.uniform(0.5, 1.5)
