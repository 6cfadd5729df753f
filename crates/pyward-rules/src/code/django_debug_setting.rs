use pyward_model::{Confidence, Severity};
use pyward_python::views::Assign;

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// `DEBUG` is `True` in a settings module of Django.
    ///
    /// ## Why
    /// Error pages then show settings, source and the values of variables to whoever provokes an error.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// DEBUG = True
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// import os
    ///
    /// DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
    /// ```
    ///
    /// ## References
    /// - [Django: DEBUG](https://docs.djangoproject.com/en/stable/ref/settings/#debug)
    /// - [CWE-489: active debug code](https://cwe.mitre.org/data/definitions/489.html)
    pub(crate) static DJANGO_DEBUG_SETTING = {
        name: "django-debug-setting",
        family: Code,
        summary: "Django's debug mode switched on",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [489],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    let path = &cx.module().source().path;
    let is_for_work = ["dev", "local", "test", "debug"]
        .iter()
        .any(|word| path.contains(word));
    let confidence = if is_for_work {
        Confidence::Low
    } else {
        Confidence::Medium
    };
    let message = "Django shows its inside to whoever provokes an error";
    (name == "DEBUG" && cx.is_true(value) && setting::is_django(cx))
        .then(|| Hit::new(Severity::Medium, confidence, message).at(value))
}
