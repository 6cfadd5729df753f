use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject, setting, word};

rule! {
    /// A `Set-Cookie` header is put together by hand, and says nothing of `Secure`.
    ///
    /// ## Why
    /// A cookie without `Secure` is sent over plain HTTP, too, where anybody on the way can read it.
    ///
    /// ## Bad
    /// ```bad app.py
    /// def login(response, token):
    ///     response.headers["Set-Cookie"] = f"session={token}; Path=/; HttpOnly"
    /// ```
    ///
    /// ```bad app.py
    /// from http.server import BaseHTTPRequestHandler
    ///
    ///
    /// class Handler(BaseHTTPRequestHandler):
    ///     def do_GET(self):
    ///         self.send_header("Set-Cookie", "session=" + self.token + "; HttpOnly")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// def login(response, token):
    ///     response.headers["Set-Cookie"] = f"session={token}; Path=/; Secure; HttpOnly; SameSite=Lax"
    /// ```
    ///
    /// ## How sure
    /// Where parts of the header are not written here, such as the flags, nothing is said.
    ///
    /// ## References
    /// - [MDN: Set-Cookie](https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie)
    /// - [CWE-614: cookie without the secure flag](https://cwe.mitre.org/data/definitions/614.html)
    pub(crate) static INSECURE_COOKIE_HEADER = {
        name: "insecure-cookie-header",
        family: Code,
        summary: "cookie header without Secure",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [614],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["add", "set", "append", "add_header", "set_header", "send_header"]), called), Look::Assign(assigned), Look::Node(&[Kind::Dict], entry)])),
    };
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let name = call.positional(0)?;
    is_cookie(name).then_some(())?;
    judged(cx, call.positional(1)?)
}

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let mut names = assign.targets().filter_map(|target| {
        let is_item = target.kind() == Kind::Subscript;
        target.child(Field::Slice).filter(|_| is_item)
    });
    names.any(is_cookie).then_some(())?;
    judged(cx, assign.value()?)
}

/// `{"Set-Cookie": f"sid={sid}"}`.
fn entry<'a>(cx: &Cx<'a>, dict: Node<'a>) -> Option<Hit> {
    let of = |field: Field| dict.children().filter(move |child| child.field() == field);
    let (_, header) = of(Field::Keys)
        .zip(of(Field::Values))
        .find(|(name, _)| is_cookie(*name))?;
    judged(cx, header).map(|hit| hit.at(header))
}

fn is_cookie(name: Node<'_>) -> bool {
    let name = name.str_value();
    name.is_some_and(|name| name.eq_ignore_ascii_case("set-cookie"))
}

/// Judges the header: what begins with a name and a value, and ends with what is written here.
fn judged<'a>(cx: &Cx<'a>, header: Node<'a>) -> Option<Hit> {
    let is_text =
        matches!(header.kind(), Kind::JoinedStr | Kind::BinOp) || header.str_value().is_some();
    if !is_text || setting::is_test(cx) {
        return None;
    }
    let text = header.text().to_ascii_lowercase();
    let inner = match text.strip_prefix('(') {
        Some(rest) => rest.trim_end_matches(')'),
        None => &text,
    };
    let quoted = inner.trim_end_matches(['"', '\'']);
    let ends_here = quoted.len() < inner.len() && !quoted.ends_with('}');
    let deletions = ["max-age=0", "max-age=-", "1970"];
    let is_deleted = deletions.iter().any(|part| text.contains(part));
    if !text.contains('=') || !ends_here || text.contains("secure") || is_deleted {
        return None;
    }
    let message = "the cookie is set without Secure, and goes out in the clear";
    let name = inner.trim_start_matches(['f', 'b', 'r', '"', '\'']);
    let name = name.split('=').next().unwrap_or_default();
    let severity = if word::tells_who(name) {
        Severity::Medium
    } else {
        Severity::Low
    };
    Some(Hit::new(severity, Confidence::Medium, message))
}
