import secrets


def reset():
    token = secrets.token_urlsafe(20)
    return token
