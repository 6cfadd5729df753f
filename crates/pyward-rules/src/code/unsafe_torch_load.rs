use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `torch.load` is called without `weights_only=True`.
    ///
    /// ## Why
    /// A model file is a pickle, which is a program: whoever wrote it chooses what is called while it is read.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import torch
    ///
    /// model = torch.load(path)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import torch
    ///
    /// model = torch.load(path, weights_only=True)
    /// ```
    ///
    /// ## References
    /// - [torch.load](https://docs.pytorch.org/docs/stable/generated/torch.load.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static UNSAFE_TORCH_LOAD = {
        name: "unsafe-torch-load",
        family: Code,
        summary: "model file that may run code",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: ["B614"],
        subject: Subject::Code(Code::bandit("B614", "pytorch_load", &[Look::Call(Names::Whole(&["torch.load", "torch.serialization.load"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let only = call.keyword("weights_only");
    let is_safe = if cx.is_compat() {
        !cx.is_imported("torch")
            || only.and_then(Node::loose_text) == Some("True")
            || argument::keywords_fail(call)
    } else {
        // What is not known may be true.
        only.is_some_and(|only| only.constant().is_none_or(|value| value.is_truthy()))
    };
    let message = "torch.load unpickles, which runs what the file says; say weights_only=True";
    if is_safe {
        return None;
    }
    let hit = Hit::new(Severity::Medium, Confidence::High, message);
    Some(match call.keyword("load") {
        Some(oddity) => hit.at(oddity),
        None => hit,
    })
}
