use pyward_model::{Confidence, Severity};
use pyward_python::views::Assign;

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A setting of Django's security middleware is switched off: redirects to HTTPS, HSTS, `nosniff`, framing.
    ///
    /// ## Why
    /// What browsers could prevent, they are told to let happen.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// SECURE_SSL_REDIRECT = False
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// SECURE_SSL_REDIRECT = True
    /// SECURE_HSTS_SECONDS = 31536000
    /// ```
    ///
    /// ## References
    /// - [Django: deployment checklist](https://docs.djangoproject.com/en/stable/howto/deployment/checklist/)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    /// - [CWE-693: protection mechanism failure](https://cwe.mitre.org/data/definitions/693.html)
    pub(crate) static DJANGO_TRANSPORT_SETTING = {
        name: "django-transport-setting",
        family: Code,
        summary: "protection of transport or browser switched off in Django",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [319, 693],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    let is_off = match name {
        "SECURE_SSL_REDIRECT"
        | "SECURE_CONTENT_TYPE_NOSNIFF"
        | "SECURE_BROWSER_XSS_FILTER"
        | "SECURE_HSTS_INCLUDE_SUBDOMAINS" => cx.is_false(value),
        "SECURE_HSTS_SECONDS" => cx.number(value) == Some(0),
        "X_FRAME_OPTIONS" => cx
            .text(value)
            .is_some_and(|text| text.eq_ignore_ascii_case("ALLOWALL")),
        "SECURE_REFERRER_POLICY" => cx.text(value) == Some("unsafe-url"),
        _ => false,
    };
    let message = format!("{name} is switched off");
    (is_off && setting::is_django(cx))
        .then(|| Hit::new(Severity::Low, Confidence::High, message).at(value))
}
