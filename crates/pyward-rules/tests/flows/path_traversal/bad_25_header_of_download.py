import os
import re

import requests


def download(url, folder):
    response = requests.get(url, timeout=10)
    name = re.findall("filename=(.+)", response.headers["Content-Disposition"])[0]
    with open(os.path.join(folder, name), "wb") as file:
        file.write(response.content)
