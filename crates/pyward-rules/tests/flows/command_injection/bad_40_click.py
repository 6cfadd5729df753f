import os

import click


@click.command()
@click.option("--host", default="localhost")
@click.argument("count", type=int)
def ping(host, count):
    os.system(f"ping -c {count} {host}")
