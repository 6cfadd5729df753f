from aiohttp import web
from openai import AsyncOpenAI

client = AsyncOpenAI()
ASK = "Classify the mood of: %s"


async def mood(request):
    text = (await request.post())["text"]
    answer = await client.chat.completions.create(model="m", messages=[{"role": "user", "content": ASK % text}])
    return web.json_response({"mood": answer.choices[0].message.content})


app = web.Application()
app.router.add_post("/mood", mood)
