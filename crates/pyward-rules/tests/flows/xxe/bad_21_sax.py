import io
import xml.sax
from xml.sax.handler import ContentHandler, feature_external_ges

from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/xml")
async def receive(request: Request):
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, True)
    parser.setContentHandler(ContentHandler())
    parser.parse(io.BytesIO(await request.body()))
    return {}
