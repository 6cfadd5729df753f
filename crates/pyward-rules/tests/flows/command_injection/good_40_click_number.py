import os

import click


@click.command()
@click.option("--count", type=int)
@click.option("--mode", type=click.Choice(["fast", "slow"]))
@click.option("--verbose", is_flag=True)
def ping(count, mode, verbose):
    os.system(f"ping -c {count} --{mode} {verbose} localhost")
