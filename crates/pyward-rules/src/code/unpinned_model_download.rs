use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Const, Node};

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A model or data set is downloaded from the Hugging Face Hub without the `revision` that says which commit.
    ///
    /// ## Why
    /// Whoever owns the repository, or takes it over, chooses what is loaded next time, code included.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from transformers import AutoModel
    ///
    /// model = AutoModel.from_pretrained("org/model")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from transformers import AutoModel
    ///
    /// model = AutoModel.from_pretrained(
    ///     "org/model", revision="8cd0b6b3c4e4e9d9a4d0c7a1b6d6b64a6a7b8c9d"
    /// )
    /// ```
    ///
    /// ## References
    /// - [Download files from the Hub](https://huggingface.co/docs/huggingface_hub/guides/download)
    /// - [CWE-494: download of code without integrity check](https://cwe.mitre.org/data/definitions/494.html)
    pub(crate) static UNPINNED_MODEL_DOWNLOAD = {
        name: "unpinned-model-download",
        family: Code,
        summary: "model that may be another one next time",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [494],
        aliases: ["B615"],
        subject: Subject::Code(Code::bandit("B615", "huggingface_unsafe_download", &[Look::Call(Names::Last(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "from_pretrained",
    "load_dataset",
    "hf_hub_download",
    "snapshot_download",
    "repository_id",
];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let module = match cx.last_name() {
        "from_pretrained" => "transformers",
        "load_dataset" => "datasets",
        _ => "huggingface_hub",
    };
    let is_hub = if cx.is_compat() {
        let mut hubs = ["transformers", "datasets", "huggingface_hub"].into_iter();
        cx.name().split('.').any(|part| part == module)
            && hubs.any(|hub| cx.is_imported_like(hub))
            && !argument::keywords_fail(call)
    } else {
        cx.name().split('.').next() == Some(module) && cx.is_imported_below(module)
    };
    if !is_hub {
        return None;
    }
    let revisions = [call.keyword("revision"), call.keyword("commit_id")];
    let mut given = revisions.into_iter().flatten();
    if given.any(|revision| revision.constant().is_none()) || is_pinned(revisions) {
        return None;
    }
    let source = call.positional(0);
    if source.is_some_and(argument::fails) && cx.is_compat() {
        return None;
    }
    let is_local = source.and_then(Node::str_value).is_some_and(|source| {
        ["./", "/", "../"]
            .iter()
            .any(|start| source.starts_with(start))
    });
    let message = "what is downloaded may be something else next time; say which revision";
    if is_local || (!cx.is_compat() && stays_local(call)) {
        return None;
    }
    let hit = Hit::new(Severity::Medium, Confidence::High, message);
    Some(match call.keyword(cx.last_name()) {
        Some(oddity) => hit.at(oddity),
        None => hit,
    })
}

/// Whether the first revision that says anything is a commit.
fn is_pinned(revisions: [Option<Node<'_>>; 2]) -> bool {
    let chosen = revisions.into_iter().flatten().find(|revision| {
        let value = revision.constant();
        value
            .is_some_and(|value| matches!(value, Const::Bool(_) | Const::None) || value.is_truthy())
    });
    let Some(text) = chosen.and_then(Node::str_value) else {
        return false;
    };
    let text = text.trim_matches(['"', '\'']);
    text.chars().count() >= 7 && text.chars().all(|ch| ch.is_ascii_hexdigit())
}

/// Whether a call says that it reads from disk, or may say anything in `**kwargs`.
fn stays_local(call: Call<'_>) -> bool {
    let only = call.keyword("local_files_only");
    only.is_some_and(|only| only.bool_value() != Some(false))
        || call.keywords().any(|keyword| keyword.name().is_none())
}
