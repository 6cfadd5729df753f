use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::assigned::Assigned;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `mark_safe` of Django, or a class of such texts, is given something that is not known to be fixed.
    ///
    /// ## Why
    /// It says that a text needs no escaping, so a value from outside can bring its own script.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from django.utils.safestring import mark_safe
    ///
    /// def title(name):
    ///     return mark_safe("<b>" + name + "</b>")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from django.utils.html import format_html
    ///
    /// def title(name):
    ///     return format_html("<b>{}</b>", name)
    /// ```
    ///
    /// ## References
    /// - [mark_safe](https://docs.djangoproject.com/en/stable/ref/utils/#django.utils.safestring.mark_safe)
    /// - [CWE-80: basic XSS](https://cwe.mitre.org/data/definitions/80.html)
    pub(crate) static DJANGO_MARK_SAFE = {
        name: "django-mark-safe",
        family: Code,
        summary: "text from elsewhere taken for safe markup",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [80],
        aliases: ["B703"],
        subject: Subject::Code(Code::bandit("B703", "django_mark_safe", &[Look::Call(Names::Last(NAMES), find)]).supersedes(&["B308"])),
    };
}

const NAMES: &[&str] = &[
    "mark_safe",
    "SafeText",
    "SafeUnicode",
    "SafeString",
    "SafeBytes",
];

/// Functions of Django whose results are escaped.
const ESCAPES: &[&str] = &[
    "django.utils.html.conditional_escape",
    "django.utils.html.escape",
    "django.utils.html.format_html",
    "django.utils.html.format_html_join",
    "html.escape",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let is_django = if cx.is_compat() {
        cx.is_imported_like("django.utils.safestring")
    } else {
        cx.name().starts_with("django.utils.")
    };
    let text = call.positional(0).filter(|_| is_django)?;
    if text.kind() == Kind::Str || (!cx.is_compat() && is_escaped(cx, text)) {
        return None;
    }
    let message = "Django takes the text for safe markup as it is";
    let is_safe = Assigned::is_safe(call.node(), text, cx.statements())?;
    (!is_safe).then(|| Hit::new(Severity::Medium, Confidence::High, message))
}

/// Whether a text is fixed or escaped, as far as names and calls tell.
fn is_escaped<'a>(cx: &Cx<'a>, text: Node<'a>) -> bool {
    let value = cx.value_of(text).unwrap_or(text);
    let called = Call::of(value).and_then(|call| cx.qualified(call.func()));
    // A table says what becomes of each character.
    let method = Call::of(value).and_then(|call| call.func().attribute());
    if method == Some("translate") {
        return true;
    }
    value.kind() == Kind::Str || called.is_some_and(|name| ESCAPES.contains(&name.as_str()))
}
