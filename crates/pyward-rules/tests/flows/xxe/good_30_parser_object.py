from fastapi import FastAPI, UploadFile
from lxml import etree

app = FastAPI()
PARSER = etree.XMLParser(resolve_entities=False)


@app.post("/import")
async def load(file: UploadFile):
    return {"root": etree.fromstring(await file.read(), parser=PARSER).tag}
