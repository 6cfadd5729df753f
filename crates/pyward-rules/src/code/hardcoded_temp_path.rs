use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node, Str};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A path in a folder for temporary files is written into the source. The option `tmp_dirs` lists such folders.
    ///
    /// ## Why
    /// Everybody may write there: who makes a file or link of that name first decides what is read, or which file is overwritten.
    ///
    /// ## Bad
    /// ```bad app.py
    /// out = open("/tmp/report.txt", "w")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import tempfile
    ///
    /// out = tempfile.NamedTemporaryFile("w")
    /// ```
    ///
    /// ## References
    /// - [tempfile](https://docs.python.org/3/library/tempfile.html)
    /// - [CWE-377: insecure temporary file](https://cwe.mitre.org/data/definitions/377.html)
    pub(crate) static HARDCODED_TEMP_PATH = {
        name: "hardcoded-temp-path",
        family: Code,
        summary: "temporary file under a name known beforehand",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [377],
        aliases: ["B108", "S108"],
        subject: Subject::Code(Code::bandit("B108", "hardcoded_tmp_directory", &[Look::Str(find)])),
    };
}

static FOLDERS: &[&str] = &["/tmp", "/var/tmp", "/dev/shm"];

fn find(cx: &Cx<'_>, text: Str<'_>) -> Option<Hit> {
    let begins = |folder: &str| {
        let rest = text.value().strip_prefix(folder);
        let is_path =
            |rest: &str| rest.is_empty() || rest.starts_with('/') || folder.ends_with('/');
        rest.is_some_and(|rest| cx.is_compat() || is_path(rest))
    };
    let set = cx.settings().list("hardcoded_tmp_directory", "tmp_dirs");
    let is_found = match set {
        Some(folders) => folders.iter().any(|folder| begins(folder)),
        None => FOLDERS.iter().any(|folder| begins(folder)),
    };
    if !is_found || (!cx.is_compat() && is_harmless(cx, text.node())) {
        return None;
    }
    let message = "a path in a folder everybody may write to is written into the source";
    Some(Hit::new(Severity::Medium, Confidence::Medium, message))
}

/// Whether a path is compared with only, or given to `tempfile`, which makes names nobody knows beforehand.
fn is_harmless(cx: &Cx<'_>, node: Node<'_>) -> bool {
    let around = node.ancestors().find(|node| node.kind() != Kind::Keyword);
    let Some(around) = around else { return false };
    let Some(call) = Call::of(around) else {
        return around.kind() == Kind::Compare;
    };
    let called = call.func();
    called.attribute() == Some("startswith")
        || cx
            .qualified(called)
            .is_some_and(|name| name.starts_with("tempfile."))
}
