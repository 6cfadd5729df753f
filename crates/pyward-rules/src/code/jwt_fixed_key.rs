use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A JSON Web Token is signed or checked with a key that is a string in the source.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, can sign tokens for any user.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import jwt
    ///
    /// token = jwt.encode({"user": 1}, "k3yOfTheHouse", algorithm="HS256")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// import jwt
    ///
    /// token = jwt.encode({"user": 1}, os.environ["JWT_KEY"], algorithm="HS256")
    /// ```
    ///
    /// ## References
    /// - [JSON Web Token best current practices](https://www.rfc-editor.org/rfc/rfc8725)
    /// - [CWE-321: use of a hard-coded cryptographic key](https://cwe.mitre.org/data/definitions/321.html)
    /// - [CWE-798: use of hard-coded credentials](https://cwe.mitre.org/data/definitions/798.html)
    pub(crate) static JWT_FIXED_KEY = {
        name: "jwt-fixed-key",
        family: Code,
        summary: "key of tokens written into the source",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [321, 798],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["jwt.encode", "jwt.decode", "jose.jwt.encode", "jose.jwt.decode"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let key = call.argument("key", 1)?;
    let text = cx.text(key)?;
    let is_off = call.keyword("options").is_some() || call.keyword("verify").is_some();
    // A public key is no secret.
    let is_key = text.len() > 3 && !text.contains("PUBLIC KEY") && !text.contains("BEGIN CERT");
    let confidence = if setting::is_test(cx) || word::is_placeholder(text) {
        Confidence::Low
    } else {
        Confidence::Medium
    };
    let message = "the key that signs tokens is written into the source";
    (is_key && !is_off).then(|| Hit::new(Severity::High, confidence, message).at(key))
}
