use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::declare::rule;
use crate::value;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `mark_safe`, `Markup` or `SafeString` gets a text that is put together from parts on the spot, or `format_html` gets
    /// such a text with nothing beside it.
    ///
    /// ## Why
    /// The mark says that nothing in the text needs escaping, and the parts were not escaped.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from django.utils.safestring import mark_safe
    ///
    ///
    /// def link(name):
    ///     return mark_safe(f"<b>{name}</b>")
    /// ```
    ///
    /// ```bad app.py
    /// from django.utils.html import format_html
    ///
    ///
    /// def link(names):
    ///     text = ""
    ///     for name in names:
    ///         text += "<b>{}</b>".format(name)
    ///     return format_html(text)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from django.utils.html import format_html
    ///
    ///
    /// def link(name):
    ///     return format_html("<b>{}</b>", name)
    /// ```
    ///
    /// ## References
    /// - [Django: format_html](https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.html.format_html)
    /// - [MarkupSafe](https://markupsafe.palletsprojects.com/)
    /// - [CWE-79: cross-site scripting](https://cwe.mitre.org/data/definitions/79.html)
    pub(crate) static SAFE_MARK_ON_FORMATTED_TEXT = {
        name: "safe-mark-on-formatted-text",
        family: Code,
        summary: "HTML put together and then marked safe",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [79],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Whole(&["django.utils.html.format_html"]), alone)]).supersedes(&["B308", "B703", "B704"])),
    };
}

const NAMES: &[&str] = &[
    "django.utils.safestring.mark_safe",
    "django.utils.safestring.SafeString",
    "django.utils.safestring.SafeText",
    "django.utils.html.mark_safe",
    "markupsafe.Markup",
    "flask.Markup",
    "jinja2.Markup",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let text = call.positional(0)?;
    let is_escaped = text
        .descendants()
        .take(500)
        .filter_map(Call::of)
        .any(|inner| {
            inner.func().last_name().is_some_and(|name| {
                name.contains("escape") || name.contains("render") || name == "translate"
            })
        });
    let is_formatted = cx.origins(text).into_iter().any(value::is_formatted);
    let message = format!(
        "{} is told that a text is safe whose parts are not escaped",
        cx.last_name()
    );
    (is_formatted && !is_escaped)
        .then(|| Hit::new(Severity::Medium, Confidence::Medium, message).at(text))
}

/// `format_html(text)`: what stands in the text already is not escaped, only what is passed beside it.
fn alone<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let text = call.positional(0)?;
    let is_alone = call.positional_count() == 1 && call.keywords().next().is_none();
    // What a translation gives, and what is fixed, is ours.
    let is_put_together = |origin: Node<'a>| {
        !matches!(origin.kind(), Kind::Str | Kind::Call | Kind::Attribute)
            || value::is_formatted(origin)
    };
    let is_ours = text.str_value().is_some() || !cx.origins(text).into_iter().any(is_put_together);
    let message = "format_html escapes what is passed beside the text, not what is in it already";
    (is_alone && !is_ours).then(|| Hit::new(Severity::Medium, Confidence::Medium, message).at(text))
}
