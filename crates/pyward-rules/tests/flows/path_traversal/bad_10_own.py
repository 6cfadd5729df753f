from fastapi import FastAPI, UploadFile
app = FastAPI()


@app.post("/up")
async def up(file: UploadFile):
    with open("/uploads/" + file.filename, "wb") as out:
        out.write(await file.read())
