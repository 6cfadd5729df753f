import os

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/upload")
async def upload(file: UploadFile):
    path = os.path.join("/srv/uploads", file.filename)
    with open(path, "wb") as out:
        out.write(await file.read())
    return {"saved": True}
