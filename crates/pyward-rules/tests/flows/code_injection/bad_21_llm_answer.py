import openai

client = openai.OpenAI()


def analyse(question, frame):
    answer = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": question}],
    )
    code = answer.choices[0].message.content
    scope = {"frame": frame}
    exec(code, scope)
    return scope.get("result")
