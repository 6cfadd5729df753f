import asyncio

import websockets


async def handle(socket):
    async for message in socket:
        process = await asyncio.create_subprocess_shell("echo " + message)
        await process.wait()


async def main():
    async with websockets.serve(handle, "localhost", 8765):
        await asyncio.Future()
