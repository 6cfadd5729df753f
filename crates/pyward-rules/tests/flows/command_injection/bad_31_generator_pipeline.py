import os

from fastapi import FastAPI

app = FastAPI()


def cleaned(parts):
    for part in parts:
        yield part.strip()


@app.get("/grep")
def grep(words: str):
    line = " ".join(cleaned(words.split(",")))
    return {"found": os.popen("grep -r " + line + " docs").read()}
