use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Keyword, Node};

use crate::declare::rule;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of `secrets` makes a token, password, key or session id, by its name, of fewer than 16 bytes.
    ///
    /// ## Why
    /// What is guessed often enough falls: 16 bytes are out of reach, four are not.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import secrets
    ///
    /// session_token = secrets.token_hex(4)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import secrets
    ///
    /// session_token = secrets.token_hex()
    /// ```
    ///
    /// ## References
    /// - [secrets: how many bytes](https://docs.python.org/3/library/secrets.html#how-many-bytes-should-tokens-use)
    /// - [CWE-330: use of insufficiently random values](https://cwe.mitre.org/data/definitions/330.html)
    pub(crate) static SHORT_SECRET = {
        name: "short-secret",
        family: Code,
        summary: "secret with too few bytes",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [330],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["secrets.token_bytes", "secrets.token_hex", "secrets.token_urlsafe"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let size = call.argument("nbytes", 0)?;
    let number = cx.number(size).filter(|number| (1..12).contains(number))?;
    let named = call.ancestors().find_map(|around| {
        let keyword = Keyword::of(around).and_then(Keyword::name);
        keyword.or_else(|| Assign::of(around)?.targets().find_map(Node::last_name))
    })?;
    let is_secret =
        word::is_secret(named) && !word::has(named, &["nonce", "salt", "cookie", "name"]);
    let message = format!("{named} has {number} random bytes; 16 are out of reach of guessing");
    is_secret.then(|| Hit::new(Severity::Low, Confidence::Medium, message).at(size))
}
