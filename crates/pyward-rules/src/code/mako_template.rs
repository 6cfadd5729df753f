use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A `Template` of Mako is made. Where `default_filters` has `h`, nothing is said.
    ///
    /// ## Why
    /// What templates put into a page is not escaped unless they say so each time, so a value from outside can bring its own script.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from mako.template import Template
    ///
    /// page = Template(text)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from mako.template import Template
    ///
    /// page = Template(text, default_filters=["h"])
    /// ```
    ///
    /// ## References
    /// - [Mako: expression filters](https://docs.makotemplates.org/en/latest/filtering.html)
    /// - [CWE-80: basic XSS](https://cwe.mitre.org/data/definitions/80.html)
    pub(crate) static MAKO_TEMPLATE = {
        name: "mako-template",
        family: Code,
        summary: "templates that escape nothing",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [80],
        aliases: ["B702", "S702"],
        subject: Subject::Code(Code::bandit("B702", "use_of_mako_templates", &[Look::Call(Names::Last(&["Template"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_mako = if cx.is_compat() {
        cx.name().split('.').any(|part| part == "mako")
    } else {
        cx.name().starts_with("mako.") && !escapes(call)
    };
    let message = "the templates escape nothing that is put into a page";
    is_mako.then(|| Hit::new(Severity::Medium, Confidence::High, message))
}

/// Whether everything passes a filter that escapes.
fn escapes(call: Call<'_>) -> bool {
    let filters = call.keyword("default_filters");
    filters.is_some_and(|filters| {
        let mut names = filters.children().filter_map(Node::str_value);
        names.any(|name| matches!(name, "h" | "x"))
    })
}
