use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `set_cookie` of a response is called with `secure=False` or `httponly=False`, or without them (low severity, medium
    /// where its name says that it tells who somebody is).
    ///
    /// ## Why
    /// A cookie without `Secure` goes out in the clear, one without `HttpOnly` is there for any script on the page.
    ///
    /// ## Bad
    /// ```bad app.py
    /// def login(response, session_id):
    ///     response.set_cookie("session", session_id, secure=False)
    /// ```
    ///
    /// ```bad app.py
    /// def login(response, session_id):
    ///     response.set_cookie("session", session_id)
    /// ```
    ///
    /// ```bad app.py
    /// from flask import make_response
    ///
    /// def login(session_id):
    ///     page = make_response("welcome")
    ///     page.set_cookie("session", session_id)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// def login(response, session_id):
    ///     response.set_cookie("session", session_id, secure=True, httponly=True, samesite="Lax")
    /// ```
    ///
    /// ## References
    /// - [MDN: Set-Cookie](https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie)
    /// - [CWE-614: cookie without the secure flag](https://cwe.mitre.org/data/definitions/614.html)
    /// - [CWE-1004: cookie without HttpOnly](https://cwe.mitre.org/data/definitions/1004.html)
    pub(crate) static INSECURE_COOKIE = {
        name: "insecure-cookie",
        family: Code,
        summary: "cookie without protection",
        severity: None,
        confidence: High,
        cwes: [614, 1004],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["set_cookie", "set_signed_cookie"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    if call.has_unpacking() || call.positional_count() + call.keywords().count() < 2 {
        return None;
    }
    let secure = call.keyword("secure");
    let only = call
        .keyword("httponly")
        .or_else(|| call.keyword("http_only"));
    let is_off = |value: Option<Node<'a>>| value.is_some_and(|value| cx.is_false(value));
    if is_off(secure) {
        let message = "the cookie goes out in the clear";
        return Some(Hit::new(Severity::Medium, Confidence::High, message).cwes(&[614]));
    }
    if is_off(only) {
        let message = "the cookie is there for any script on the page";
        return Some(Hit::new(Severity::Medium, Confidence::High, message).cwes(&[1004]));
    }
    // Cookies may also be set on other things, whose flags stand elsewhere.
    let owner = call
        .func()
        .children()
        .next()
        .filter(|_| !setting::is_test(cx));
    let is_response = owner.and_then(Node::last_name).is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("resp") || name == "self" || name == "res" || name == "redirect"
    });
    let made = owner.and_then(|owner| cx.value_of(owner));
    let made = made.and_then(Call::of).map(Call::func);
    let is_response = is_response
        || made.and_then(Node::last_name).is_some_and(|name| {
            let is_view = matches!(name, "render" | "redirect" | "jsonify");
            is_view || name.to_ascii_lowercase().contains("response")
        });
    let missing = match (secure, only) {
        (None, None) => "secure=True and httponly=True",
        (None, Some(_)) => "secure=True",
        (Some(_), None) => "httponly=True",
        (Some(_), Some(_)) => return None,
    };
    let message = format!("the cookie is set without {missing}");
    let name = call.positional(0).or_else(|| call.keyword("key"));
    let name = name.and_then(|name| cx.text(name));
    let severity = match name {
        Some(name) if secure.is_none() && word::tells_who(name) => Severity::Medium,
        _ => Severity::Low,
    };
    is_response.then(|| Hit::new(severity, Confidence::Medium, message))
}
