use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Prompt that others write along. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A language model cannot tell its instructions from what stands among them: "ignore all that and …" is obeyed,
    /// with all the model may read and call.
    ///
    /// ## What is reported
    /// Data of others that is put into a text with instructions, or that is the instructions themselves (the message of
    /// the role `system`, `instructions`, `system_instruction`), of `openai`, `anthropic`, `google-genai`, `mistralai`, `cohere`,
    /// `ollama`, `litellm` and `langchain`. A question that is a message of its own, in the role `user`, is not.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import openai
    /// from flask import Flask, request
    ///
    /// app = Flask(__name__)
    /// client = openai.OpenAI()
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     prompt = "You help customers, and never speak of prices. The customer says: " + request.form["q"]
    ///     answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": prompt}])
    ///     return {"answer": answer.choices[0].message.content}
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import openai
    /// from flask import Flask, request
    ///
    /// app = Flask(__name__)
    /// client = openai.OpenAI()
    /// RULES = {"role": "system", "content": "You help customers, and never speak of prices."}
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     question = {"role": "user", "content": request.form["q"]}
    ///     answer = client.chat.completions.create(model="m", messages=[RULES, question])
    ///     return {"answer": answer.choices[0].message.content}
    /// ```
    ///
    /// ## What to do
    /// Keep instructions in a message of their own, and what others say in another. Give the model no tool and no data
    /// that who asks may not have, and treat its answer as you would treat theirs.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the prompt. Medium: through a call whose code is not here, from data
    /// that was stored before, or from the answer of another server.
    ///
    /// ## References
    /// - [OWASP: prompt injection](https://genai.owasp.org/llmrisk/llm01-prompt-injection/)
    /// - [CWE-1427](https://cwe.mitre.org/data/definitions/1427.html)
    pub(crate) static PROMPT_INJECTION = {
        name: "prompt-injection",
        family: Code,
        summary: "prompt that others write along",
        severity: None,
        confidence: High,
        cwes: [1427],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "prompt-injection",
            severity: Severity::Medium,
            replaces: &[],
        }),
    };
}
