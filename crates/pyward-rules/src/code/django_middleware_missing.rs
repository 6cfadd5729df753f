use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// `MIDDLEWARE` of a Django project, which has sessions, lacks the middleware against forged requests, or that of HTTPS
    /// and browser protection (low severity).
    ///
    /// ## Why
    /// Without `CsrfViewMiddleware` any page its users visit can send requests in their name.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// INSTALLED_APPS = ["shop"]
    /// MIDDLEWARE = [
    ///     "django.contrib.sessions.middleware.SessionMiddleware",
    /// ]
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// INSTALLED_APPS = ["shop"]
    /// MIDDLEWARE = [
    ///     "django.middleware.security.SecurityMiddleware",
    ///     "django.contrib.sessions.middleware.SessionMiddleware",
    ///     "django.middleware.csrf.CsrfViewMiddleware",
    /// ]
    /// ```
    ///
    /// ## References
    /// - [Django: middleware](https://docs.djangoproject.com/en/stable/ref/middleware/)
    /// - [CWE-352: cross-site request forgery](https://cwe.mitre.org/data/definitions/352.html)
    /// - [CWE-693: protection mechanism failure](https://cwe.mitre.org/data/definitions/693.html)
    pub(crate) static DJANGO_MIDDLEWARE_MISSING = {
        name: "django-middleware-missing",
        family: Code,
        summary: "protecting middleware missing from Django",
        severity: None,
        confidence: Medium,
        cwes: [352, 693],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    let is_list = matches!(value.kind(), Kind::List | Kind::Tuple);
    if !matches!(name, "MIDDLEWARE" | "MIDDLEWARE_CLASSES") || !is_list || setting::is_test(cx) {
        return None;
    }
    // What is spliced in or added elsewhere is not known.
    let entries: Vec<&str> = value.children().filter_map(Node::str_value).collect();
    let is_whole = entries.len() == value.children().count()
        && cx.module().source().text.matches("MIDDLEWARE").count() == 1;
    let has = |part: &str| {
        entries
            .iter()
            .any(|entry| entry.to_ascii_lowercase().contains(part))
    };
    if !is_whole || !has("sessionmiddleware") {
        return None;
    }
    if !has("csrf") {
        let message =
            "CsrfViewMiddleware is missing: other sites can send requests in the name of users";
        return Some(Hit::new(Severity::Medium, Confidence::Medium, message).cwes(&[352]));
    }
    let message = "SecurityMiddleware is missing: settings named SECURE_… have no effect";
    (!has("securitymiddleware"))
        .then(|| Hit::new(Severity::Low, Confidence::Medium, message).cwes(&[693]))
}
