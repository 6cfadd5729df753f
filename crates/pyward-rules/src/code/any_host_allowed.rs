use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `ALLOWED_HOSTS` of Django, or `allowed_hosts` of Starlette's `TrustedHostMiddleware`, allows any host.
    ///
    /// ## Why
    /// Links in mails and redirects are made from the host header, which whoever sends a request can choose.
    ///
    /// ## Bad
    /// ```bad settings.py
    /// ALLOWED_HOSTS = ["*"]
    /// ```
    ///
    /// ## Good
    /// ```good settings.py
    /// ALLOWED_HOSTS = ["example.org"]
    /// ```
    ///
    /// ## References
    /// - [Django: ALLOWED_HOSTS](https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts)
    /// - [CWE-346: origin validation error](https://cwe.mitre.org/data/definitions/346.html)
    pub(crate) static ANY_HOST_ALLOWED = {
        name: "any-host-allowed",
        family: Code,
        summary: "host header left unchecked",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [346],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find), Look::Call(Names::Keyword(&["allowed_hosts"]), called)])),
    };
}

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let (name, value) = setting::of_assign(cx, assign)?;
    judge(cx, value).filter(|_| name == "ALLOWED_HOSTS")
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let of =
        |node: Option<Node<'a>>| node.and_then(Node::last_name) == Some("TrustedHostMiddleware");
    let is_host_check = of(Some(call.func())) || of(call.positional(0));
    judge(cx, call.keyword("allowed_hosts").filter(|_| is_host_check)?)
}

fn judge<'a>(cx: &Cx<'a>, value: Node<'a>) -> Option<Hit> {
    let lists = cx.origins(value);
    let is_any = lists.iter().any(|list| {
        matches!(list.kind(), Kind::List | Kind::Tuple)
            && list.children().any(|host| host.str_value() == Some("*"))
    });
    let confidence = if setting::is_test(cx) {
        Confidence::Low
    } else {
        Confidence::High
    };
    let message = "any host header is taken, and links are made from it";
    is_any.then(|| Hit::new(Severity::Medium, confidence, message).at(value))
}
