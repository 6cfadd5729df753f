use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A Flask application is run with `debug=True`.
    ///
    /// ## Why
    /// Whoever makes it fail is shown a debugger that runs what they type.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.run(debug=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.run()
    /// ```
    ///
    /// ## References
    /// - [Flask: debug mode](https://flask.palletsprojects.com/en/stable/quickstart/#debug-mode)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    pub(crate) static FLASK_DEBUG = {
        name: "flask-debug",
        family: Code,
        summary: "Flask application with its debugger on",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [94],
        aliases: ["B201", "S201"],
        subject: Subject::Code(Code::bandit("B201", "flask_debug_true", &[Look::Call(Names::Keyword(&["debug"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let debug = call.keyword("debug")?;
    let is_found = if cx.is_compat() {
        debug.loose_text() == Some("True")
            && cx.last_name() == "run"
            && cx.name() != "run"
            && cx.is_imported_like("flask")
            && !argument::keywords_fail(call)
    } else {
        debug.constant().is_some_and(|value| value.is_truthy())
            && call.func().attribute() == Some("run")
            && cx.is_imported_below("flask")
            && may_be_flask(cx, call)
    };
    let message = "Flask's debugger runs what visitors type";
    is_found.then(|| Hit::new(Severity::High, Confidence::Medium, message).at(debug))
}

/// Whether what is run may be an application of Flask: not something else's function, nor made by something else.
fn may_be_flask<'a>(cx: &Cx<'a>, call: Call<'a>) -> bool {
    if matches!(
        cx.name(),
        "asyncio.run" | "uvicorn.run" | "anyio.run" | "trio.run"
    ) {
        return false;
    }
    let receiver = call.func().children().next();
    let maker = receiver.and_then(|receiver| cx.maker(receiver));
    maker.is_none_or(|maker| {
        let last = maker.rsplit('.').next().unwrap_or("");
        last == "Flask" || last.starts_with(|first: char| first.is_lowercase())
    })
}
