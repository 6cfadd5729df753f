use pyward_model::{Confidence, Severity};
use pyward_python::{Raw, SourceKind, Template};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// Value that a template writes into the page as it is: by the filter `safe`, or in a script, outside of quotes.
    ///
    /// ## Why
    /// `safe` switches escaping off for a value; who chooses the value writes scripts into the page. In a script escaping
    /// for pages helps only within quotes: `let count = {{ count }};` runs whatever `count` is.
    ///
    /// ## What is reported
    /// Templates by their names: `.html`, `.htm`, `.xhtml`, `.djhtml`, `.jinja`, `.jinja2`, `.html.j2` and the like. They are
    /// read, not rendered. Values that a filter escaped before, fixed texts, and names that are numbers by custom (`id`,
    /// `count`) are left alone. Where data of others is followed into such a value, that is a finding of its own:
    /// `cross-site-scripting`.
    ///
    /// ## Bad
    /// ```bad page.html
    /// <p>{{ comment|safe }}</p>
    /// ```
    ///
    /// ```bad page.html
    /// <script>
    ///   let settings = {{ settings }};
    /// </script>
    /// ```
    ///
    /// ## Good
    /// ```good page.html
    /// <p>{{ comment }}</p>
    /// <script>
    ///   let settings = {{ settings|tojson }};
    /// </script>
    /// ```
    ///
    /// ## What to do
    /// Leave `safe` away, or clean the value where it is made. Give data to scripts by `tojson` (Jinja) or `json_script`
    /// (Django).
    ///
    /// ## References
    /// - [Django: safe](https://docs.djangoproject.com/en/stable/ref/templates/builtins/#safe)
    /// - [CWE-79](https://cwe.mitre.org/data/definitions/79.html)
    pub(crate) static UNESCAPED_TEMPLATE_VALUE = {
        name: "unescaped-template-value",
        family: Code,
        summary: "value written into a page as it is",
        severity: Some(Severity::Low),
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
    let outputs = Template::of(&module.source().text).outputs.into_iter();
    let told = outputs.filter_map(|output| {
        let (confidence, message) = match output.raw {
            Raw::Filter => (Confidence::Medium, "safe writes it into the page as it is"),
            Raw::Script => (
                Confidence::Low,
                "in a script outside of quotes, it is code; write it with tojson or json_script",
            ),
            // Told at the tag that switches escaping off.
            Raw::Block => return None,
        };
        let span = module.span(output.start, output.end);
        Some(Hit {
            line: Some(span.line),
            span: Some(span),
            ..Hit::new(Severity::Low, confidence, message)
        })
    });
    told.collect()
}
