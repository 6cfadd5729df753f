use pyward_model::{Confidence, Severity};
use pyward_python::views::{Field, Function, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// `__reduce__` or `__reduce_ex__` returns a function that runs commands or code.
    ///
    /// ## Why
    /// Such an object has one use: to run something where it is unpickled.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    ///
    /// class Payload:
    ///     def __reduce__(self):
    ///         return (os.system, ("id",))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// class Point:
    ///     def __reduce__(self):
    ///         return (Point, (self.x, self.y))
    /// ```
    ///
    /// ## References
    /// - [pickle](https://docs.python.org/3/library/pickle.html)
    /// - [CWE-506: embedded malicious code](https://cwe.mitre.org/data/definitions/506.html)
    pub(crate) static PICKLE_THAT_RUNS = {
        name: "pickle-that-runs",
        family: Code,
        summary: "class whose pickle runs a command",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [506],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Function(find)])),
    };
}

const RUNNERS: &[&str] = &[
    "os.system",
    "os.popen",
    "eval",
    "exec",
    "compile",
    "__import__",
    "subprocess.Popen",
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_output",
    "subprocess.check_call",
    "subprocess.getoutput",
    "pty.spawn",
    "os.execv",
    "os.execvp",
    "posix.system",
    "nt.system",
    "runpy.run_path",
    "webbrowser.open",
];

fn find(cx: &Cx<'_>, function: Function<'_>) -> Option<Hit> {
    if !matches!(function.name(), "__reduce__" | "__reduce_ex__") {
        return None;
    }
    let returned = function
        .descendants()
        .take(2000)
        .filter(|node| node.kind() == Kind::Return)
        .filter_map(|node| node.child(Field::Value))
        .filter_map(|value| {
            value
                .children()
                .next()
                .filter(|_| value.kind() == Kind::Tuple)
        });
    let (first, name) = returned
        .filter_map(|first| Some((first, cx.qualified(first)?)))
        .find(|(_, name)| RUNNERS.contains(&name.as_str()))?;
    let message = format!("unpickling this object calls {name}");
    Some(Hit::new(Severity::High, Confidence::High, message).at(first))
}
