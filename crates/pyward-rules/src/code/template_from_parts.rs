use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::setting;
use crate::value;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// The source of a template (Jinja, Flask's `render_template_string`, Mako, Tornado, Django) is put together from
    /// parts.
    ///
    /// ## Why
    /// A part that comes from outside is template code: it can read settings and, in most engines, run commands.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import render_template_string
    ///
    ///
    /// def hello(name):
    ///     return render_template_string(f"<b>Hello {name}</b>")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import render_template_string
    ///
    ///
    /// def hello(name):
    ///     return render_template_string("<b>Hello {{ name }}</b>", name=name)
    /// ```
    ///
    /// ## References
    /// - [Server-side template injection](https://owasp.org/www-project-web-security-testing-guide/stable/4-Web_Application_Security_Testing/07-Input_Validation_Testing/18-Testing_for_Server-side_Template_Injection)
    /// - [CWE-1336: template injection](https://cwe.mitre.org/data/definitions/1336.html)
    pub(crate) static TEMPLATE_FROM_PARTS = {
        name: "template-from-parts",
        family: Code,
        summary: "template put together from parts",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [1336],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(&["from_string"]), method)])),
    };
}

const NAMES: &[&str] = &[
    "flask.render_template_string",
    "quart.render_template_string",
    "jinja2.Template",
    "mako.template.Template",
    "tornado.template.Template",
    "django.template.Template",
    "bottle.SimpleTemplate",
    "chameleon.PageTemplate",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let named = call.keyword("text").or_else(|| call.keyword("source"));
    judge(cx, named.or_else(|| call.positional(0))?)
}

fn method<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, _) = cx.method(call)?;
    let is_engine = maker.starts_with("jinja2.") && maker.ends_with("Environment");
    judge(cx, call.positional(0).filter(|_| is_engine)?)
}

fn judge<'a>(cx: &Cx<'a>, source: Node<'a>) -> Option<Hit> {
    let is_formatted = cx.origins(source).into_iter().any(value::is_formatted);
    let message =
        "what is put into a template's source is run as template code; pass it as a variable";
    let confidence = if setting::is_test(cx) {
        Confidence::Low
    } else {
        Confidence::Medium
    };
    is_formatted.then(|| Hit::new(Severity::High, confidence, message).at(source))
}
