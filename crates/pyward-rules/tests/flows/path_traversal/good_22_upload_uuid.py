import os
import uuid

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/upload")
async def upload(file: UploadFile):
    path = os.path.join("/srv/uploads", uuid.uuid4().hex)
    with open(path, "wb") as out:
        out.write(await file.read())
    return {"name": file.filename}
