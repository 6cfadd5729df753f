use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A JSON Web Token is made or accepted with the algorithm `none`.
    ///
    /// ## Why
    /// A token with the algorithm `none` has no signature, so anybody can write one.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import jwt
    ///
    /// claims = jwt.decode(token, KEY, algorithms=["HS256", "none"])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import jwt
    ///
    /// claims = jwt.decode(token, KEY, algorithms=["HS256"])
    /// ```
    ///
    /// ## References
    /// - [JSON Web Token best current practices](https://www.rfc-editor.org/rfc/rfc8725)
    /// - [CWE-347: improper verification of cryptographic signature](https://cwe.mitre.org/data/definitions/347.html)
    pub(crate) static JWT_NONE_ALGORITHM = {
        name: "jwt-none-algorithm",
        family: Code,
        summary: "token that needs no signature",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [347],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "jwt.encode",
    "jwt.decode",
    "jwt.decode_complete",
    "jwt.api_jwt.decode",
    "jwt.api_jwt.encode",
    "jose.jwt.encode",
    "jose.jwt.decode",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let named = call
        .keyword("algorithm")
        .or_else(|| call.keyword("algorithms"));
    let value = named.or_else(|| call.positional(2))?;
    let is_none = |node: Node<'a>| {
        node.str_value()
            .is_some_and(|name| name.eq_ignore_ascii_case("none"))
    };
    let is_off = cx.origins(value).into_iter().any(|origin| {
        let unsigned = cx.last_name() == "encode" && origin.kind() == Kind::None;
        is_none(origin) || unsigned || origin.children().any(is_none)
    });
    let message = "the algorithm none means no signature, so anybody can write such a token";
    is_off.then(|| Hit::new(Severity::High, Confidence::High, message).at(value))
}
