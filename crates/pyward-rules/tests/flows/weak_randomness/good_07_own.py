import random


def reset():
    token = "".join(str(random.SystemRandom().randint(0, 9)) for _ in range(20))
    return token
