use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Whether a path lies in a folder is decided by `os.path.commonprefix`, by `startswith` of a normalised path without
    /// the separator behind the folder, or by `startswith` of a path that was joined to that folder and not normalised.
    ///
    /// ## Why
    /// `/data/files-private/x` begins with `/data/files` and does not lie in it; nor does `/data/files/../x`.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    ///
    /// def read(base, name):
    ///     path = os.path.realpath(os.path.join(base, name))
    ///     if not path.startswith(base):
    ///         raise PermissionError
    ///     return open(path).read()
    /// ```
    ///
    /// ```bad app.py
    /// import os
    ///
    ///
    /// def inside(base, path):
    ///     prefix = os.path.commonprefix([base, path])
    ///     return prefix == base
    /// ```
    ///
    /// ```bad app.py
    /// import os
    ///
    ///
    /// def read(base, name):
    ///     path = os.path.join(base, name)
    ///     if not path.startswith(base + os.sep):
    ///         raise PermissionError
    ///     return open(path).read()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    ///
    /// def read(base, name):
    ///     path = os.path.realpath(os.path.join(base, name))
    ///     if os.path.commonpath([base, path]) != base:
    ///         raise PermissionError
    ///     return open(path).read()
    /// ```
    ///
    /// ## References
    /// - [os.path.commonpath](https://docs.python.org/3/library/os.path.html#os.path.commonpath)
    /// - [CWE-22: path traversal](https://cwe.mitre.org/data/definitions/22.html)
    pub(crate) static PREFIX_AS_PATH_CHECK = {
        name: "prefix-as-path-check",
        family: Code,
        summary: "path checked by its first letters",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [22],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["os.path.commonprefix"]), find), Look::Call(Names::Method(&["startswith"]), begins)])),
    };
}

/// How many nodes of a function are looked at for a comparison.
const MOST: usize = 10_000;

fn find(_: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let mut around = call.ancestors().take(3);
    let is_compared = around.any(|around| around.kind() == Kind::Compare);
    let message = "commonprefix compares letter by letter; use os.path.commonpath";
    (is_compared || is_compared_later(call))
        .then(|| Hit::new(Severity::Low, Confidence::Medium, message))
}

/// Whether the name that a call's result is given alone is compared for equality in the same function.
fn is_compared_later(call: Call<'_>) -> bool {
    let name = call
        .parent()
        .filter(|around| around.kind() == Kind::Assign)
        .and_then(|assign| assign.children().next())
        .and_then(Node::name_id);
    let (Some(name), Some(function)) = (name, call.function()) else {
        return false;
    };
    let nodes = function.descendants().take(MOST);
    let mut comparisons = nodes.filter(|node| matches!(node.comparison(), Some("==" | "!=")));
    comparisons.any(|it| it.children().any(|side| side.name_id() == Some(name)))
}

fn begins<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let object = call.func().children().next()?;
    let folder = call.positional(0)?;
    let made = made_by(cx, object);
    let message = match made? {
        Made::Normal if is_open(cx, folder) => {
            "a folder beside this one may begin with the same letters; compare os.path.commonpath"
        }
        Made::Joined(first) if is_guard(call) && is_same(cx, first, folder) => {
            "a path joined to a folder begins with it wherever it leads; normalise it first"
        }
        _ => return None,
    };
    Some(Hit::new(Severity::Low, Confidence::Medium, message))
}

/// How a path was made.
enum Made<'a> {
    /// It was normalised.
    Normal,
    /// It was joined to this folder, and no more.
    Joined(Node<'a>),
}

fn made_by<'a>(cx: &Cx<'a>, object: Node<'a>) -> Option<Made<'a>> {
    let origins = cx.origins(object);
    let is_normal = |origin: &Node<'a>| {
        let Some(call) = Call::of(*origin) else {
            return false;
        };
        let inner = call.positional(0).and_then(Call::of);
        match cx.qualified(call.func()).as_deref() {
            Some("os.path.abspath" | "os.path.realpath" | "os.path.normpath") => true,
            Some("str") => inner.is_some_and(|it| it.func().attribute() == Some("resolve")),
            _ => false,
        }
    };
    if origins.iter().any(is_normal) {
        return Some(Made::Normal);
    }
    // Assigned once: what was done to it elsewhere would count, too.
    let [origin] = origins.as_slice() else {
        return None;
    };
    let call = Call::of(*origin).filter(|call| call.positional_count() > 1)?;
    let is_join = cx.qualified(call.func()).as_deref() == Some("os.path.join");
    is_join.then(|| call.positional(0).map(Made::Joined))?
}

/// Whether something is refused, or said, where it does not hold.
fn is_guard(call: Call<'_>) -> bool {
    let around = call.parent().map(Node::kind);
    matches!(around, Some(Kind::UnaryOp | Kind::Return))
}

/// Whether a folder is a name or the like, with no separator behind it.
fn is_open<'a>(cx: &Cx<'a>, folder: Node<'a>) -> bool {
    let closing = ["sep", "/\"", "/'", ", \"\")", ", '')"];
    let is_closed = cx.origins(folder).into_iter().any(|origin| {
        let text = origin.text();
        closing.iter().any(|end| text.contains(end))
    });
    matches!(folder.kind(), Kind::Name | Kind::Attribute | Kind::Call) && !is_closed
}

/// Whether two expressions are of one folder, whatever stands behind it.
fn is_same<'a>(cx: &Cx<'a>, first: Node<'a>, folder: Node<'a>) -> bool {
    let folder = match folder.kind() {
        Kind::BinOp => folder.children().next().unwrap_or(folder),
        _ => folder,
    };
    let texts = |node: Node<'a>| -> Vec<&'a str> {
        let origins = cx.origins(node).into_iter().map(Node::text);
        std::iter::once(node.text()).chain(origins).collect()
    };
    let is_name = |node: Node<'_>| matches!(node.kind(), Kind::Name | Kind::Attribute | Kind::Call);
    let known = texts(first);
    is_name(first) && is_name(folder) && texts(folder).iter().any(|text| known.contains(text))
}
