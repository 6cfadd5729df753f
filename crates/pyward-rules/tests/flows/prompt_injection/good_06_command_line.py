import sys

import openai

prompt = "Translate into French: " + " ".join(sys.argv[1:])
print(openai.OpenAI().chat.completions.create(model="m", messages=[{"role": "user", "content": prompt}]))
