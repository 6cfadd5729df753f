use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// What a language model answers is given to `exec`, `eval` or a shell, or a tool that runs such answers is allowed to.
    ///
    /// ## Why
    /// Whoever gets a text in front of the model, by a web page or a mail it reads, runs code.
    ///
    /// ## Bad
    /// ```bad app.py
    /// completion = client.chat.completions.create(model="m", messages=messages)
    /// exec(completion.choices[0].message.content)
    /// ```
    ///
    /// ```bad app.py
    /// from langchain_experimental.agents import create_pandas_dataframe_agent
    ///
    /// agent = create_pandas_dataframe_agent(llm, frame, allow_dangerous_code=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import json
    ///
    /// completion = client.chat.completions.create(model="m", messages=messages)
    /// plan = json.loads(completion.choices[0].message.content)
    /// ```
    ///
    /// ## References
    /// - [OWASP: improper output handling of language models](https://genai.owasp.org/llmrisk/llm052025-improper-output-handling/)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    pub(crate) static MODEL_ANSWER_RUN = {
        name: "model-answer-run",
        family: Code,
        summary: "answer of a language model run as code",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [94],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["exec", "eval", "os.system", "subprocess.run", "subprocess.call", "subprocess.check_output", "subprocess.Popen"]), find), Look::Call(Names::Keyword(&["allow_dangerous_code", "allow_dangerous_deserialization"]), allowed)]).supersedes(&["B102", "B307"])),
    };
}

/// Words of what a model says.
const ANSWERS: &[&str] = &[
    "completion",
    "llm output",
    "llm response",
    "llm answer",
    "llm result",
    "llm code",
    "model output",
    "model response",
    "ai response",
    "ai output",
    "gpt response",
    "gpt output",
    "generated code",
    "chat response",
    "assistant message",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let code = call.positional(0)?;
    let said = cx
        .origins(code)
        .into_iter()
        .flat_map(|origin| std::iter::once(origin).chain(origin.descendants().take(100)))
        .any(is_answer);
    let message = format!("{} runs what a language model answers", cx.name());
    (said && !setting::is_test(cx)).then(|| Hit::new(Severity::High, Confidence::Medium, message))
}

fn is_answer(node: Node<'_>) -> bool {
    let owner = || node.children().next();
    let is_choice = node.attribute() == Some("choices");
    let is_asked = matches!(
        node.attribute(),
        Some("invoke" | "predict" | "complete" | "generate" | "chat" | "run")
    ) && owner()
        .and_then(Node::last_name)
        .is_some_and(|name| word::has(name, &["llm", "chain", "agent", "chatbot"]));
    let is_named =
        node.kind() == Kind::Name && node.name_id().is_some_and(|name| word::has(name, ANSWERS));
    is_choice || is_asked || is_named
}

fn allowed<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let names = ["allow_dangerous_code", "allow_dangerous_deserialization"];
    let value = names
        .iter()
        .find_map(|name| call.keyword(name))
        .filter(|value| cx.is_true(*value))?;
    let message = "the guard against running what a model or a file says is switched off";
    Some(Hit::new(Severity::Medium, Confidence::High, message).at(value))
}
