use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::fixed;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// Django is told by `mark_safe` that a text needs no escaping. Fixed texts are left alone in pyward's own mode.
    ///
    /// ## Why
    /// Whatever of the text comes from users is then run by the browsers of others.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from django.utils.safestring import mark_safe
    ///
    /// label = mark_safe("<b>" + name + "</b>")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from django.utils.html import format_html
    ///
    /// label = format_html("<b>{}</b>", name)
    /// ```
    ///
    /// ```good app.py
    /// from django.utils.safestring import mark_safe
    ///
    ///
    /// def data(text):
    ///     return mark_safe(text.translate({ord("<"): "\\u003C", ord(">"): "\\u003E"}))
    /// ```
    ///
    /// ## References
    /// - [Django: format_html](https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.html.format_html)
    /// - [CWE-79: cross-site scripting](https://cwe.mitre.org/data/definitions/79.html)
    pub(crate) static UNESCAPED_DJANGO_MARKUP = {
        name: "unescaped-django-markup",
        family: Code,
        summary: "text that Django does not escape",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [79],
        aliases: ["B308", "S308"],
        subject: Subject::Code(Code::table("B308", "mark_safe", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["django.utils.safestring.mark_safe"], hit)
    .and_own(&["django.utils.html.mark_safe"])
    .judged(judge);

fn hit(name: &str) -> Hit {
    let message =
        format!("{name} keeps Django from escaping; use format_html for texts with values");
    Hit::new(Severity::Medium, Confidence::High, message)
}

fn judge(cx: &Cx<'_>, node: Node<'_>, hit: Hit) -> Option<Hit> {
    let text = Call::of(node)?.argument("s", 0);
    // A table says what becomes of each character.
    let is_translated = |text: Node<'_>| {
        Call::of(text).is_some_and(|call| call.func().attribute() == Some("translate"))
    };
    let is_ours = text.is_some_and(|text| fixed::is_fixed(cx, text) || is_translated(text));
    (!is_ours).then_some(hit)
}
