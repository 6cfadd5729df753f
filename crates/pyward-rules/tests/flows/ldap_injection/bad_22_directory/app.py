from fastapi import FastAPI

from directory import Directory

app = FastAPI()
directory = Directory("ldap://localhost")


@app.get("/by-mail")
def by_mail(mail: str):
    return directory.by_mail(mail)
