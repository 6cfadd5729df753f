use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Keyword, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// An `Environment` of Jinja2 is made without `autoescape`, or with it off.
    ///
    /// ## Why
    /// What templates put into a page is not escaped, so a value from outside can bring its own script.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import jinja2
    ///
    /// templates = jinja2.Environment(loader=loader)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import jinja2
    ///
    /// templates = jinja2.Environment(loader=loader, autoescape=jinja2.select_autoescape())
    /// ```
    ///
    /// ## References
    /// - [Jinja: autoescaping](https://jinja.palletsprojects.com/en/stable/api/#autoescaping)
    /// - [CWE-94: code injection](https://cwe.mitre.org/data/definitions/94.html)
    pub(crate) static JINJA_AUTOESCAPE_OFF = {
        name: "jinja-autoescape-off",
        family: Code,
        summary: "templates that escape nothing",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [94],
        aliases: ["B701", "S701"],
        subject: Subject::Code(Code::bandit("B701", "jinja2_autoescape_false", &[Look::Call(Names::Last(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "Environment",
    "SandboxedEnvironment",
    "ImmutableSandboxedEnvironment",
];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_jinja = if cx.is_compat() {
        cx.last_name() == "Environment" && cx.name().split('.').any(|part| part == "jinja2")
    } else {
        cx.name().starts_with("jinja2.") && cx.is_imported_below("jinja2")
    };
    if !is_jinja {
        return None;
    }
    let escape = match call.keyword("autoescape") {
        None if cx.is_compat() => nested(call),
        None if call.has_unpacking() => return None,
        given => given,
    };
    let escape = escape.map(|given| match cx.value_of(given) {
        Some(value) if !cx.is_compat() => value,
        _ => given,
    });
    let confidence = match escape {
        None => Confidence::High,
        Some(escape) => match escape.bool_value() {
            Some(true) => return None,
            Some(false) => Confidence::High,
            None => {
                let called = Call::of(escape).and_then(|call| call.func().last_name());
                // In pyward's own mode whatever decides by the template's name is as good.
                let decides = escape.kind() == Kind::Lambda || called == Some("select_autoescape");
                if called == Some("select_autoescape") || (decides && !cx.is_compat()) {
                    return None;
                }
                Confidence::Medium
            }
        },
    };
    let message = "the templates escape nothing that is put into a page";
    Some(Hit::new(Severity::High, confidence, message))
}

/// The `autoescape` bandit finds where the call has none: the outermost of the calls in its arguments.
fn nested(call: Call<'_>) -> Option<Node<'_>> {
    let found = call
        .descendants()
        .filter_map(Keyword::of)
        .filter(|keyword| keyword.name() == Some("autoescape"));
    let depth = |keyword: &Keyword<'_>| {
        let around = keyword.ancestors();
        around.take_while(|node| *node != call.node()).count()
    };
    found.min_by_key(depth).map(Keyword::value)
}
