use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// The protection against cross-site request forgery is switched off: `WTF_CSRF_ENABLED` and its like, `csrf = False`
    /// of a form, `csrf_exempt` on a view.
    ///
    /// ## Why
    /// Any page its users visit can then send requests in their name.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.config["WTF_CSRF_ENABLED"] = False
    /// ```
    ///
    /// ```bad app.py
    /// from django.views.decorators.csrf import csrf_exempt
    ///
    ///
    /// @csrf_exempt
    /// def pay(request):
    ///     ...
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask
    /// from flask_wtf import CSRFProtect
    ///
    /// app = Flask(__name__)
    /// CSRFProtect(app)
    /// ```
    ///
    /// ## References
    /// - [Django: CSRF protection](https://docs.djangoproject.com/en/stable/howto/csrf/)
    /// - [Flask-WTF: CSRF protection](https://flask-wtf.readthedocs.io/en/latest/csrf/)
    /// - [CWE-352: cross-site request forgery](https://cwe.mitre.org/data/definitions/352.html)
    pub(crate) static CSRF_SWITCHED_OFF = {
        name: "csrf-switched-off",
        family: Code,
        summary: "protection against forged requests switched off",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [352],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(assigned), Look::Call(setting::CALLS, called), Look::Node(&[Kind::FunctionDef, Kind::AsyncFunctionDef, Kind::ClassDef], decorated), Look::Call(Names::Whole(&[EXEMPT]), wrapped)])),
    };
}

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    judge(cx, name, value)
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    setting::of_call(call).find_map(|(name, value)| judge(cx, name, value))
}

const EXEMPT: &str = "django.views.decorators.csrf.csrf_exempt";

/// `csrf_exempt(view)`.
fn wrapped(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    call.positional(0).filter(|_| !setting::is_test(cx))?;
    let message = "csrf_exempt: other sites can send requests to this view in the name of users";
    Some(Hit::new(Severity::Medium, Confidence::Medium, message))
}

fn judge<'a>(cx: &Cx<'a>, name: &str, value: Node<'a>) -> Option<Hit> {
    let is_off = matches!(
        name,
        "WTF_CSRF_ENABLED" | "WTF_CSRF_CHECK_DEFAULT" | "CSRF_ENABLED" | "JWT_COOKIE_CSRF_PROTECT"
    ) && cx.is_false(value);
    let confidence = if setting::is_test(cx) || name == "WTF_CSRF_CHECK_DEFAULT" {
        Confidence::Low
    } else {
        Confidence::High
    };
    let message = format!("{name}: other sites can send requests in the name of users");
    is_off.then(|| Hit::new(Severity::Medium, confidence, message).at(value))
}

fn decorated<'a>(cx: &Cx<'a>, node: Node<'a>) -> Option<Hit> {
    let mut decorators = node.children_in(Field::DecoratorList);
    let exempt = decorators.find(|decorator| {
        let is_exempt = |node: Node<'a>| cx.qualified(node).is_some_and(|name| name == EXEMPT);
        let is_wrapped =
            Call::of(*decorator).is_some_and(|call| call.positional(0).is_some_and(is_exempt));
        is_exempt(*decorator) || is_wrapped
    })?;
    let confidence = if setting::is_test(cx) {
        Confidence::Low
    } else {
        Confidence::Medium
    };
    let message = "csrf_exempt: other sites can send requests to this view in the name of users";
    Some(Hit::new(Severity::Medium, confidence, message).at(exempt))
}
