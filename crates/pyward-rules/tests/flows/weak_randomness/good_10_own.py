import random


def colour():
    colour = random.choice(["red", "green"])
    return colour
