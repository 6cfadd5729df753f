use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `trust_remote_code=True` has code run that comes with a model or data set.
    ///
    /// ## Why
    /// Whoever can change the repository on the hub runs what they like.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from transformers import AutoModel
    ///
    /// model = AutoModel.from_pretrained("someone/model", trust_remote_code=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from transformers import AutoModel
    ///
    /// model = AutoModel.from_pretrained("someone/model")
    /// ```
    ///
    /// ## References
    /// - [Transformers: custom models](https://huggingface.co/docs/transformers/custom_models)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    /// - [CWE-829: functionality from an untrusted place](https://cwe.mitre.org/data/definitions/829.html)
    pub(crate) static REMOTE_CODE_TRUSTED = {
        name: "remote-code-trusted",
        family: Code,
        summary: "code of a downloaded model run",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [94, 829],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(&["trust_remote_code"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = call
        .keyword("trust_remote_code")
        .filter(|value| cx.is_true(*value))?;
    let is_pinned = call
        .keyword("revision")
        .and_then(|revision| cx.text(revision))
        .is_some_and(|text| text.len() >= 7 && text.chars().all(|ch| ch.is_ascii_hexdigit()));
    let severity = if is_pinned {
        Severity::Low
    } else {
        Severity::Medium
    };
    let message = "code that comes with the model is run";
    Some(Hit::new(severity, Confidence::High, message).at(value))
}
