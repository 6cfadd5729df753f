use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Listed, Look, Names, Subject};

rule! {
    /// `Markup` is made of something that is not a fixed text. The option `extend_markup_names` lists more such classes,
    /// `allowed_calls` functions whose results are fit for it.
    ///
    /// ## Why
    /// It says that a text needs no escaping, so a value from outside can bring its own script.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from markupsafe import Markup
    ///
    /// html = Markup("<b>" + name + "</b>")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from markupsafe import Markup
    ///
    /// html = Markup("<b>{}</b>").format(name)
    /// ```
    ///
    /// ## References
    /// - [MarkupSafe: working with safe text](https://markupsafe.palletsprojects.com/en/stable/escaping/)
    /// - [CWE-79: cross-site scripting](https://cwe.mitre.org/data/definitions/79.html)
    pub(crate) static MARKUP_OF_VARIABLE = {
        name: "markup-of-variable",
        family: Code,
        summary: "text from elsewhere taken for safe markup",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [79],
        aliases: ["B704", "S704"],
        subject: Subject::Code(Code::bandit("B704", "markupsafe_markup_xss", &[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Listed(&[&MORE]), find_more)])),
    };
}

const NAMES: &[&str] = &["markupsafe.Markup", "flask.Markup"];

static MORE: Listed = Listed {
    section: "markupsafe_xss",
    option: "extend_markup_names",
    default: &[],
};

static ALLOWED: Listed = Listed {
    section: "markupsafe_xss",
    option: "allowed_calls",
    default: &[],
};

/// Functions that escape.
const ESCAPES: &[&str] = &["markupsafe.escape", "flask.escape", "html.escape"];

fn find_more(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    (!NAMES.contains(&cx.name())).then(|| find(cx, call))?
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let text = call.positional(0)?;
    let is_own = !cx.is_compat();
    let is_fixed = text.constant().is_some()
        || (is_own
            && cx
                .value_of(text)
                .is_some_and(|value| value.constant().is_some()));
    let is_allowed = || {
        let called = Call::of(text).map(|call| cx.qualified(call.func()).unwrap_or_default());
        called.is_some_and(|name| {
            cx.settings().is_listed(&ALLOWED, &name) || (is_own && ESCAPES.contains(&name.as_str()))
        })
    };
    if is_fixed || is_allowed() {
        return None;
    }
    let message = "Markup takes the text for safe as it is";
    Some(Hit::new(Severity::Medium, Confidence::High, message))
}
