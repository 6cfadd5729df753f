use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Flask's debug mode is switched on by `app.debug`, `config["DEBUG"]` or a constant given to `run`.
    ///
    /// ## Why
    /// The debugger lets whoever sees an error page run code on the server.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.debug = True
    /// ```
    ///
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.config["DEBUG"] = True
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.debug = os.environ.get("APP_DEBUG") == "1"
    /// ```
    ///
    /// ## References
    /// - [Flask: debugging](https://flask.palletsprojects.com/en/stable/debugging/)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    /// - [CWE-489: active debug code](https://cwe.mitre.org/data/definitions/489.html)
    pub(crate) static FLASK_DEBUG_SETTING = {
        name: "flask-debug-setting",
        family: Code,
        summary: "Flask's debugger switched on by a setting",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [94, 489],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(assigned), Look::Call(Names::Method(&["run", "update"]), called)]).supersedes(&["B201"])),
    };
}

const MAKERS: &[&str] = &["flask.Flask", "quart.Quart", "flask.app.Flask"];

fn is_app<'a>(cx: &Cx<'a>, node: Node<'a>) -> bool {
    let made = cx.maker(node);
    made.as_deref().is_some_and(|made| MAKERS.contains(&made))
        || (node.last_name() == Some("app") && cx.is_imported_like("flask"))
}

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let target = assign.targets().next()?;
    let owner = match target.kind() {
        Kind::Attribute if target.attribute() == Some("debug") => target.children().next()?,
        Kind::Subscript if target.child(Field::Slice)?.str_value() == Some("DEBUG") => {
            let table = target.child(Field::Value)?;
            table
                .children()
                .next()
                .filter(|_| table.attribute() == Some("config"))?
        }
        _ => return None,
    };
    let value = assign.value().filter(|value| cx.is_true(*value))?;
    is_app(cx, owner).then(|| hit().at(value))
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let object = call.func().children().next()?;
    let (value, owner) = if call.func().attribute() == Some("run") {
        (call.keyword("debug")?, object)
    } else {
        let owner = object
            .children()
            .next()
            .filter(|_| object.attribute() == Some("config"))?;
        (call.keyword("DEBUG")?, owner)
    };
    (cx.is_true(value) && is_app(cx, owner)).then(|| hit().at(value))
}

fn hit() -> Hit {
    let message = "Flask's debugger lets whoever sees an error page run code";
    Hit::new(Severity::Medium, Confidence::High, message)
}
