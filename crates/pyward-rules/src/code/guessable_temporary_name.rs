use pyward_model::{Confidence, Severity};
use pyward_python::Span;
use pyward_python::views::{Assign, Call, Node};

use crate::declare::rule;
use crate::edit;
use crate::occurrences::is_read;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// `tempfile.mktemp` makes up the name of a temporary file.
    ///
    /// ## Why
    /// Between the name and the file someone else can put a file, or a link to another, under that name.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import tempfile
    ///
    /// path = tempfile.mktemp()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import tempfile
    ///
    /// handle, path = tempfile.mkstemp()
    /// ```
    ///
    /// ## References
    /// - [tempfile: deprecated functions](https://docs.python.org/3/library/tempfile.html#deprecated-functions-and-variables)
    /// - [CWE-377: insecure temporary file](https://cwe.mitre.org/data/definitions/377.html)
    pub(crate) static GUESSABLE_TEMPORARY_NAME = {
        name: "guessable-temporary-name",
        family: Code,
        summary: "temporary file named before it is made",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [377],
        aliases: ["B306", "S306"],
        subject: Subject::Code(Code::table("B306", "mktemp_q", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["tempfile.mktemp"], hit).judged(judge);

fn hit(_: &str) -> Hit {
    let message =
        "tempfile.mktemp leaves time for someone else to take the name; use tempfile.mkstemp";
    Hit::new(Severity::Medium, Confidence::High, message)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "other judges leave out what is harmless"
)]
fn judge(cx: &Cx<'_>, node: Node<'_>, hit: Hit) -> Option<Hit> {
    let edits = Call::of(node).and_then(|call| named_file(cx, call));
    Some(match edits {
        Some(edits) => hit.fixed("make the file together with its name", edits),
        None => hit,
    })
}

/// The edits that make the file at once. Only where the name is used for nothing that fails when the file is there, as
/// making a folder or a socket does.
fn named_file(cx: &Cx<'_>, call: Call<'_>) -> Option<Vec<(Span, String)>> {
    if cx.name() != "tempfile.mktemp" || call.has_unpacking() || !is_only_opened(cx, call) {
        return None;
    }
    let mut edits = edit::sibling(cx, call, "NamedTemporaryFile")?;
    for (node, name) in call.positionals().zip(["suffix", "prefix", "dir"]) {
        let start = node.span().start;
        let before = cx.module().span(start, start);
        edits.push((before, format!("{name}=")));
    }
    let (place, argument) = edit::with(call, "delete=False")?;
    let end = call.span().end;
    let whole = cx.module().span(place.start, end);
    edits.push((whole, format!("{argument}).name")));
    Some(edits)
}

/// Whether the name is given to `open` and to what removes files, and to nothing else.
fn is_only_opened(cx: &Cx<'_>, made: Call<'_>) -> bool {
    if is_opened(cx, made.node()) {
        return true;
    }
    let assigned = made.node().parent().and_then(Assign::of);
    let targets: Vec<Node<'_>> = assigned.iter().flat_map(|it| it.targets()).collect();
    let [target] = targets.as_slice() else {
        return false;
    };
    let uses = target
        .name_id()
        .and_then(|name| cx.occurrences().uses(name));
    uses.is_some_and(|uses| {
        let mut read = uses.iter().filter(|node| is_read(**node)).peekable();
        read.peek().is_some() && read.all(|node| is_opened(cx, *node))
    })
}

fn is_opened(cx: &Cx<'_>, node: Node<'_>) -> bool {
    let Some(call) = node.parent().and_then(Call::of) else {
        return false;
    };
    let is_first = call.positional(0).is_some_and(|first| first == node);
    let name = cx.qualified(call.func());
    let mode = call.argument("mode", 1);
    let is_new = mode.is_some_and(|mode| mode.str_value().is_none_or(|mode| mode.contains('x')));
    is_first
        && match name.as_deref() {
            Some("open" | "builtins.open" | "io.open" | "codecs.open") => !is_new,
            Some("os.remove" | "os.unlink") => true,
            _ => false,
        }
}
