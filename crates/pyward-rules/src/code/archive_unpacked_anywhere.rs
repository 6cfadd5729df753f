use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::declare::rule;
use crate::edit;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A tar archive is unpacked without `filter="data"`, by `tarfile` (also `extract`, and with `filter="fully_trusted"`)
    /// or `shutil.unpack_archive`.
    ///
    /// ## Why
    /// Names in the archive such as `../../etc/cron.d/x`, and links in it, then write anywhere. Python 3.14 filters by
    /// itself; older ones do not.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import tarfile
    ///
    /// with tarfile.open(path) as archive:
    ///     archive.extractall(folder)
    /// ```
    ///
    /// ```bad app.py
    /// import shutil
    ///
    /// shutil.unpack_archive(path, folder, "gztar")
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
    /// - [tarfile: extraction filters](https://docs.python.org/3/library/tarfile.html#tarfile-extraction-filter)
    /// - [CWE-22: path traversal](https://cwe.mitre.org/data/definitions/22.html)
    pub(crate) static ARCHIVE_UNPACKED_ANYWHERE = {
        name: "archive-unpacked-anywhere",
        family: Code,
        summary: "archive unpacked to wherever it says",
        severity: None,
        confidence: High,
        cwes: [22],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["extractall", "extract"]), find), Look::Call(Names::Whole(&["shutil.unpack_archive"]), unpacked)]).supersedes(&["B202"])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, method) = cx.method(call)?;
    if !matches!(
        maker.as_str(),
        "tarfile.open" | "tarfile.TarFile" | "tarfile.TarFile.open"
    ) {
        return None;
    }
    let filter = call.keyword("filter");
    let is_trusted = filter.is_some_and(|filter| cx.texts(filter).contains(&"fully_trusted"));
    if filter.is_some() && !is_trusted {
        return None;
    }
    let is_chosen = method == "extract" || call.keyword("members").is_some();
    let (severity, confidence) = if is_chosen {
        (Severity::Medium, Confidence::Medium)
    } else {
        (Severity::High, Confidence::High)
    };
    // Whoever looks at the members by hand first may have thought of all of it, or not.
    let (severity, confidence) = if are_checked(call) {
        (Severity::Low, Confidence::Low)
    } else {
        (severity, confidence)
    };
    let message = "names and links in the archive can write anywhere; unpack with filter=\"data\"";
    let hit = Hit::new(severity, confidence, message);
    if filter.is_some() || call.has_unpacking() {
        return Some(hit);
    }
    Some(match edit::with(call, "filter=\"data\"") {
        Some(edit) => hit.fixed("unpack with filter=\"data\"", vec![edit]),
        None => hit,
    })
}

/// How many nodes of a function are looked at.
const MOST: usize = 2_000;

/// Whether the function around a call looks at the names of members and at where they lead.
pub(super) fn are_checked(call: Call<'_>) -> bool {
    let around = std::iter::successors(call.node().parent(), |node| node.parent());
    let function = around
        .into_iter()
        .find(|node| matches!(node.kind(), Kind::FunctionDef | Kind::AsyncFunctionDef));
    let Some(function) = function else {
        return false;
    };
    let (mut is_listed, mut is_placed, mut is_refused) = (false, false, false);
    for node in function.descendants().take(MOST) {
        match node.kind() {
            Kind::Raise | Kind::Continue => is_refused = true,
            Kind::Attribute | Kind::Name => {
                let name = node.last_name().unwrap_or_default();
                is_listed |= matches!(name, "getmembers" | "getnames" | "members");
                is_placed |= [
                    "is_relative_to",
                    "commonpath",
                    "commonprefix",
                    "realpath",
                    "abspath",
                    "resolve",
                ]
                .contains(&name)
                    || (name.contains("within")
                        || name.contains("is_safe")
                        || name.contains("safe_path"));
            }
            _ => {}
        }
    }
    is_listed && is_placed && is_refused
}

fn unpacked<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let kind = call.argument("format", 2).and_then(|kind| cx.text(kind));
    let name = call.argument("filename", 0).and_then(|name| cx.text(name));
    let is_tar = kind.is_none_or(|kind| kind != "zip")
        && name.is_none_or(|name| !name.to_ascii_lowercase().contains(".zip"));
    let is_filtered = call.keyword("filter").is_some() || call.has_unpacking();
    let severity = if kind.is_some() {
        Severity::Medium
    } else {
        Severity::Low
    };
    let message = "names and links in a tar archive can write anywhere; pass filter=\"data\"";
    (is_tar && !is_filtered).then(|| Hit::new(severity, Confidence::Medium, message))
}
