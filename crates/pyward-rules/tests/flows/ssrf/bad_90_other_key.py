import json
from urllib.parse import urlparse

import requests


def handler(event, context):
    job = json.loads(event["body"])
    if urlparse(job.get("thumb", "")).hostname not in {"img.example.com"}:
        return {"statusCode": 400}
    return {"statusCode": requests.get(job["src"], timeout=4).status_code}
