import random


class User:
    def __init__(self):
        self.otp = random.randint(100000, 999999)
