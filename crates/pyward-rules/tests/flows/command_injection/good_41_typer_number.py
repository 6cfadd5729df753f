import subprocess

import typer

app = typer.Typer()


@app.command()
def fetch(retries: int = 3, verbose: bool = False):
    subprocess.run(f"curl --retry {retries} https://example.com", shell=True)
