use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A setting has sessions of Django, or messages of Celery and Kombu, read by pickle.
    ///
    /// ## Why
    /// Whoever can write to the broker, or sign a cookie, then runs code.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"
    /// ```
    ///
    /// ```bad app.py
    /// from celery import Celery
    ///
    /// app = Celery("shop")
    /// app.conf.update(accept_content=["pickle", "json"])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from celery import Celery
    ///
    /// app = Celery("shop")
    /// app.conf.update(accept_content=["json"], task_serializer="json")
    /// ```
    ///
    /// ## References
    /// - [Celery: security](https://docs.celeryq.dev/en/stable/userguide/security.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static PICKLE_ACCEPTED = {
        name: "pickle-accepted",
        family: Code,
        summary: "messages or sessions read by pickle",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [502],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(assigned), Look::Call(Names::Keyword(NAMES), called)])),
    };
}

const NAMES: &[&str] = &[
    "accept_content",
    "task_serializer",
    "result_serializer",
    "result_accept_content",
    "event_serializer",
    "CELERY_ACCEPT_CONTENT",
    "CELERY_TASK_SERIALIZER",
    "CELERY_RESULT_SERIALIZER",
    "CELERY_RESULT_ACCEPT_CONTENT",
    "SESSION_SERIALIZER",
    "CACHE_SERIALIZER",
];

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign).or_else(|| {
        let target = assign.targets().next()?;
        let owner = target
            .children()
            .next()
            .filter(|_| target.attribute().is_some())?;
        let is_conf = matches!(owner.last_name(), Some("conf" | "config"));
        let top = target
            .name_id()
            .filter(|_| assign.parent().is_some_and(|it| it.kind() == Kind::Module));
        Some((
            target.attribute().filter(|_| is_conf).or(top)?,
            assign.value()?,
        ))
    })?;
    judge(cx, value).filter(|_| NAMES.contains(&name))
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    NAMES
        .iter()
        .filter_map(|name| call.keyword(name))
        .find_map(|value| judge(cx, value))
}

fn judge<'a>(cx: &Cx<'a>, value: Node<'a>) -> Option<Hit> {
    let is_pickle = |node: Node<'a>| {
        node.str_value().is_some_and(|text| {
            matches!(text, "pickle" | "application/x-python-serialize")
                || text.ends_with("PickleSerializer")
        })
    };
    let found = cx.origins(value).into_iter().any(|origin| {
        is_pickle(origin) || (origin.kind() != Kind::Dict && origin.children().any(is_pickle))
    });
    let message = "what is read by pickle runs code of whoever wrote it";
    found.then(|| Hit::new(Severity::High, Confidence::High, message).at(value))
}
