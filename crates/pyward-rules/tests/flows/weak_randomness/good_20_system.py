import random
import string


def reset_token():
    alphabet = string.ascii_letters + string.digits
    generator = random.SystemRandom()
    token = "".join(generator.choice(alphabet) for _ in range(32))
    return token
