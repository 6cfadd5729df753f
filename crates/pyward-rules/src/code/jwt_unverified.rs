use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A JSON Web Token is decoded with its signature unchecked.
    ///
    /// ## Why
    /// Anybody can write a token; only the signature tells who did.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import jwt
    ///
    /// claims = jwt.decode(token, options={"verify_signature": False})
    /// ```
    ///
    /// ```bad app.py
    /// import jwt
    ///
    /// claims = jwt.decode(token, KEY, verify=False)
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
    pub(crate) static JWT_UNVERIFIED = {
        name: "jwt-unverified",
        family: Code,
        summary: "token read without checking its signature",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [347],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "jwt.decode",
    "jwt.decode_complete",
    "jwt.api_jwt.decode",
    "jose.jwt.decode",
    "jose.jws.verify",
    "jwt.PyJWT.decode",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let verify = call.keyword("verify").filter(|value| cx.is_false(*value));
    let at = verify.or_else(|| {
        let options = call.keyword("options")?;
        let off = |origin: Node<'a>| {
            let entries = origin.entries().into_iter();
            let is_off = entries
                .filter(|(key, _)| key.and_then(Node::str_value) == Some("verify_signature"))
                .any(|(_, value)| cx.is_false(value));
            let by_call = Call::of(origin)
                .and_then(|dict| dict.keyword("verify_signature"))
                .is_some_and(|value| cx.is_false(value));
            is_off || by_call
        };
        cx.origins(options).into_iter().any(off).then_some(options)
    })?;
    let message = "the token's signature is not checked, so anybody can have written it";
    Some(Hit::new(Severity::High, Confidence::High, message).at(at))
}
