use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Const, Node};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `SECRET_KEY` of Flask or Django, `app.secret_key`, or a key of a session middleware is a string in the source.
    ///
    /// ## Why
    /// The key signs sessions, password resets and form tokens: whoever reads the source can make their own.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.secret_key = "b7c1e0f2ad"
    /// ```
    ///
    /// ```bad settings.py
    /// SECRET_KEY = "kd93-lq0v-88zm-2jwp"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// app.secret_key = os.environ["SECRET_KEY"]
    /// ```
    ///
    /// ## References
    /// - [Flask: security considerations](https://flask.palletsprojects.com/en/stable/web-security/)
    /// - [Django: deployment checklist](https://docs.djangoproject.com/en/stable/howto/deployment/checklist/)
    /// - [CWE-321: use of a hard-coded cryptographic key](https://cwe.mitre.org/data/definitions/321.html)
    /// - [CWE-798: use of hard-coded credentials](https://cwe.mitre.org/data/definitions/798.html)
    pub(crate) static FIXED_SECRET_KEY = {
        name: "fixed-secret-key",
        family: Code,
        summary: "secret key of a web application written into the source",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [321, 798],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(assigned), Look::Call(Names::Keyword(KEYWORDS), called)]).supersedes(&["B105", "B106"])),
    };
}

const KEYWORDS: &[&str] = &[
    "SECRET_KEY",
    "JWT_SECRET_KEY",
    "WTF_CSRF_SECRET_KEY",
    "SECURITY_PASSWORD_SALT",
    "SIGNING_KEY",
    "secret_key",
];

const NAMES: &[&str] = &[
    "SECRET_KEY",
    "JWT_SECRET_KEY",
    "WTF_CSRF_SECRET_KEY",
    "SECURITY_PASSWORD_SALT",
    "SIGNING_KEY",
];

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (_, value) = setting::of_assign(cx, assign)
        .filter(|(name, _)| NAMES.contains(name))
        .or_else(|| {
            let mut targets = assign.targets();
            let target = targets.find(|target| target.attribute() == Some("secret_key"))?;
            let owner = target.children().next()?.last_name()?;
            (owner.ends_with("app") || owner.ends_with("application"))
                .then_some(("", assign.value()?))
        })?;
    judge(cx, value)
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (_, value) = setting::of_call(call)
        .find(|(name, _)| NAMES.contains(name))
        .filter(|_| {
            matches!(
                call.func().attribute(),
                Some("update" | "from_mapping" | "configure")
            )
        })
        .or_else(|| {
            let value = call.keyword("secret_key")?;
            let of = |node: Option<Node<'a>>| {
                node.and_then(Node::last_name) == Some("SessionMiddleware")
            };
            (of(Some(call.func())) || of(call.positional(0))).then_some(("", value))
        })?;
    judge(cx, value)
}

fn judge<'a>(cx: &Cx<'a>, value: Node<'a>) -> Option<Hit> {
    let whole = cx.constant(value);
    let is_default = whole.is_none();
    let default = || {
        cx.origins(value)
            .into_iter()
            .find_map(|origin| default(cx, origin))
    };
    let text = match whole.or_else(default)? {
        Const::Str(text) => text.to_owned(),
        Const::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => return None,
    };
    let confidence =
        if is_default || word::is_placeholder(&text) || text.len() < 6 || setting::is_test(cx) {
            Confidence::Low
        } else {
            Confidence::High
        };
    let message = "the key that signs sessions is written into the source";
    (!text.is_empty()).then(|| Hit::new(Severity::Medium, confidence, message).at(value))
}

/// A key that counts where the environment has none: `environ.get("KEY", "…")`, `… or "…"`.
fn default<'a>(cx: &Cx<'a>, origin: Node<'a>) -> Option<Const<'a>> {
    let Some(call) = Call::of(origin) else {
        return origin.constant();
    };
    let name = cx.qualified(call.func())?;
    matches!(name.as_str(), "os.environ.get" | "os.getenv").then_some(())?;
    call.positional(1)?.constant()
}
