use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use super::archive_unpacked_anywhere::are_checked;
use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `extractall` of a tar archive is called without a `filter` that refuses what leaves the folder. Where `members` chooses what is
    /// extracted, severity is lower.
    ///
    /// ## Why
    /// A member named `../../etc/cron.d/x`, or one behind a link, is written where the archive says.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import tarfile
    ///
    /// with tarfile.open(path) as archive:
    ///     archive.extractall(folder)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import tarfile
    ///
    /// with tarfile.open(path) as archive:
    ///     archive.extractall(folder, filter="data")
    /// ```
    ///
    /// ## References
    /// - [tarfile: extraction filters](https://docs.python.org/3/library/tarfile.html#extraction-filters)
    /// - [CWE-22: path traversal](https://cwe.mitre.org/data/definitions/22.html)
    pub(crate) static UNSAFE_TAR_EXTRACTION = {
        name: "unsafe-tar-extraction",
        family: Code,
        summary: "tar archive extracted wherever it says",
        severity: None,
        confidence: High,
        cwes: [22],
        aliases: ["B202", "S202"],
        subject: Subject::Code(Code::bandit("B202", "tarfile_unsafe_members", &[Look::Call(Names::Containing(&["extractall"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let filter = call.keyword("filter");
    let is_filtered = if cx.is_compat() {
        if !cx.is_imported("tarfile") || argument::keywords_fail(call) {
            return None;
        }
        filter.and_then(Node::str_value) == Some("data")
    } else {
        if !is_tar(cx, call) {
            return None;
        }
        filter.is_some_and(|filter| !is_trusting(filter))
    };
    if is_filtered {
        return None;
    }
    let members = match call.keyword("members") {
        Some(members) => Some(members),
        None if cx.is_compat() => None,
        None => call.positional(1),
    };
    let message = "the archive decides where its members are written; extract with filter=\"data\"";
    let (severity, confidence) = match members.and_then(Call::of) {
        Some(chosen) => {
            // Bandit's plugin fails where the function is an attribute.
            if cx.is_compat() && chosen.func().name_id().is_none() {
                return None;
            }
            (Severity::Low, Confidence::Low)
        }
        None if members.is_some() => (Severity::Medium, Confidence::Medium),
        None => (Severity::High, Confidence::High),
    };
    // Whoever looks at the members by hand first may have thought of all of it, or not.
    let (severity, confidence) = if !cx.is_compat() && are_checked(call) {
        (Severity::Low, Confidence::Low)
    } else {
        (severity, confidence)
    };
    Some(Hit::new(severity, confidence, message))
}

/// Whether the archive is one of `tarfile`, as far as can be known: one that was made by it, or an unknown one where
/// nothing else extracts.
fn is_tar<'a>(cx: &Cx<'a>, call: Call<'a>) -> bool {
    if call.func().attribute() != Some("extractall") || !cx.is_imported_below("tarfile") {
        return false;
    }
    let receiver = call.func().children().next();
    match receiver.and_then(|receiver| cx.maker(receiver)) {
        Some(maker) => maker.starts_with("tarfile."),
        None => !cx.is_imported_below("zipfile"),
    }
}

/// Whether a filter lets everything through.
fn is_trusting(filter: Node<'_>) -> bool {
    let name = filter.str_value().or_else(|| filter.last_name());
    matches!(name, Some("fully_trusted" | "fully_trusted_filter")) || filter.kind() == Kind::None
}
