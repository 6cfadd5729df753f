import subprocess

import typer

app = typer.Typer()


@app.command()
def fetch(url: str, retries: int = 3):
    subprocess.run(f"curl --retry {retries} {url}", shell=True)
