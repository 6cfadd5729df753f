from fastapi import FastAPI, UploadFile
from lxml import etree

app = FastAPI()
PARSER = etree.XMLParser(load_dtd=True, no_network=False, resolve_entities=True)


@app.post("/import")
async def load(file: UploadFile):
    return {"root": etree.fromstring(await file.read(), parser=PARSER).tag}
