from langchain_core.prompts import PromptTemplate


class Calculator:
    def __init__(self, llm):
        self.llm = llm
        self.prompt = PromptTemplate.from_template("Write python for: {q}")

    def _run(self, question):
        text = self.llm.invoke(self.prompt.format(q=question))
        code = text.content.split("```")[1]
        return eval(code)
