use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Whether a path lies in a folder is decided by `os.path.commonprefix`, or by `startswith` of a normalised path
    /// without the separator behind the folder.
    ///
    /// ## Why
    /// `/data/files-private/x` begins with `/data/files` and does not lie in it.
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
    ///     return os.path.commonprefix([base, path]) == base
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
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [22],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["os.path.commonprefix"]), find), Look::Call(Names::Method(&["startswith"]), begins)])),
    };
}

fn find(_: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_compared = call
        .ancestors()
        .take(3)
        .any(|around| around.kind() == Kind::Compare);
    let message = "commonprefix compares letter by letter; use os.path.commonpath";
    is_compared.then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}

fn begins<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let object = call.func().children().next()?;
    let normal = cx.origins(object).into_iter().any(|origin| {
        let made = Call::of(origin).and_then(|call| cx.qualified(call.func()));
        matches!(
            made.as_deref(),
            Some("os.path.abspath" | "os.path.realpath" | "os.path.normpath")
        ) || Call::of(origin).is_some_and(|call| {
            let inner = call.positional(0).and_then(Call::of);
            made.as_deref() == Some("str")
                && inner.is_some_and(|it| it.func().attribute() == Some("resolve"))
        })
    });
    let folder = call.positional(0).filter(|_| normal)?;
    let is_closed = cx.origins(folder).into_iter().any(|origin| {
        let text = origin.text();
        text.contains("sep")
            || text.contains("/\"")
            || text.contains("/'")
            || text.contains(", \"\")")
            || text.contains(", '')")
    });
    let is_name = matches!(folder.kind(), Kind::Name | Kind::Attribute | Kind::Call);
    let message =
        "a folder beside this one may begin with the same letters; compare os.path.commonpath";
    (is_name && !is_closed).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}
