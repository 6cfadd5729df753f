use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A setting of Flask or Django takes `Secure` or `HttpOnly` from session, CSRF or remember-me cookies, or lets other
    /// sites send them (`SameSite` of `None`).
    ///
    /// ## Why
    /// A cookie without `Secure` goes out in the clear, one without `HttpOnly` is there for any script on the page.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// SESSION_COOKIE_SECURE = False
    /// ```
    ///
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.config.update(SESSION_COOKIE_HTTPONLY=False)
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// SESSION_COOKIE_SECURE = True
    /// SESSION_COOKIE_HTTPONLY = True
    /// ```
    ///
    /// ## References
    /// - [Flask: security considerations](https://flask.palletsprojects.com/en/stable/web-security/)
    /// - [Django: deployment checklist](https://docs.djangoproject.com/en/stable/howto/deployment/checklist/)
    /// - [CWE-614: cookie without the secure flag](https://cwe.mitre.org/data/definitions/614.html)
    /// - [CWE-1004: cookie without HttpOnly](https://cwe.mitre.org/data/definitions/1004.html)
    /// - [CWE-1275: cookie with improper SameSite](https://cwe.mitre.org/data/definitions/1275.html)
    pub(crate) static INSECURE_COOKIE_SETTING = {
        name: "insecure-cookie-setting",
        family: Code,
        summary: "session cookies left unprotected by a setting",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [614, 1004, 1275],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(assigned), Look::Call(setting::CALLS, called)])),
    };
}

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    judge(cx, name, value)
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    setting::of_call(call).find_map(|(name, value)| judge(cx, name, value))
}

fn judge<'a>(cx: &Cx<'a>, name: &str, value: Node<'a>) -> Option<Hit> {
    let (_, flag) = name.split_once("_COOKIE_")?;
    if !matches!(
        name.split('_').next(),
        Some("SESSION" | "CSRF" | "REMEMBER" | "JWT")
    ) {
        return None;
    }
    let (is_bad, cwes, what): (bool, &'static [u32], &str) = match flag {
        "SECURE" => (cx.is_false(value), &[614], "goes out in the clear"),
        // Scripts are meant to read Django's CSRF cookie.
        "HTTPONLY" => (
            cx.is_false(value) && !name.starts_with("CSRF"),
            &[1004],
            "is there for any script on the page",
        ),
        "SAMESITE" => {
            let is_none = cx
                .text(value)
                .is_some_and(|text| text.eq_ignore_ascii_case("none"));
            (
                is_none || cx.is_false(value),
                &[1275],
                "comes along with requests from other sites",
            )
        }
        _ => return None,
    };
    let message = format!("{name}: the cookie {what}");
    is_bad.then(|| {
        Hit::new(Severity::Medium, Confidence::High, message)
            .cwes(cwes)
            .at(value)
    })
}
