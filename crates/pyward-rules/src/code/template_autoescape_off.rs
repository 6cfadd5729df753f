use pyward_model::{Confidence, Severity};
use pyward_python::{SourceKind, Template};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// Part of a page in which nothing is escaped: `{% autoescape false %}` of Jinja, `{% autoescape off %}` of Django,
    /// around values.
    ///
    /// ## Why
    /// Whoever chooses one of the values writes scripts into the page (cross-site scripting).
    ///
    /// ## What is reported
    /// Templates by their names: `.html`, `.htm`, `.xhtml`, `.djhtml`, `.jinja`, `.jinja2`, `.html.j2` and the like. They are
    /// read, not rendered. Values with a filter that escapes are left alone, and so are fixed texts. Where data of others
    /// is followed into such a value, that is a finding of its own: `cross-site-scripting`.
    ///
    /// ## Bad
    /// ```bad page.html
    /// {% autoescape false %}
    ///   <p>{{ comment }}</p>
    /// {% endautoescape %}
    /// ```
    ///
    /// ## Good
    /// ```good page.html
    /// <p>{{ comment }}</p>
    /// {% autoescape false %}
    ///   <p>{{ comment|escape }}</p>
    /// {% endautoescape %}
    /// ```
    ///
    /// ## What to do
    /// Leave escaping on. What is markup already should come as such (`Markup`, `format_html`) from where it is made.
    ///
    /// ## References
    /// - [Jinja: autoescape overrides](https://jinja.palletsprojects.com/en/stable/templates/#autoescape-overrides)
    /// - [Django: autoescape](https://docs.djangoproject.com/en/stable/ref/templates/builtins/#autoescape)
    /// - [CWE-79](https://cwe.mitre.org/data/definitions/79.html)
    pub(crate) static TEMPLATE_AUTOESCAPE_OFF = {
        name: "template-autoescape-off",
        family: Code,
        summary: "part of a page in which nothing is escaped",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [79],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Module(find)])),
    };
}

fn find(cx: &Cx<'_>) -> Vec<Hit> {
    let module = cx.module();
    if module.kind() != SourceKind::Template {
        return Vec::new();
    }
    let template = Template::of(&module.source().text);
    let told = template.switches.into_iter().map(|(start, end)| {
        let span = module.span(start, end);
        let message = "values in here are written into the page as they are";
        Hit {
            line: Some(span.line),
            span: Some(span),
            ..Hit::new(Severity::Medium, Confidence::Medium, message)
        }
    });
    told.collect()
}
