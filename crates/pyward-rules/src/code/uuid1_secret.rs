use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Keyword, Kind, Node};

use crate::declare::rule;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `uuid.uuid1()` makes something whose name speaks of a token, password, key or code.
    ///
    /// ## Why
    /// A version 1 UUID is the time and the address of the network card: whoever knows one can guess the next.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import uuid
    ///
    /// reset_token = str(uuid.uuid1())
    /// ```
    ///
    /// ```bad app.py
    /// import uuid
    ///
    /// app.config["JWT_SECRET_KEY"] = str(uuid.uuid1())
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import secrets
    ///
    /// reset_token = secrets.token_urlsafe(32)
    /// ```
    ///
    /// ## References
    /// - [RFC 9562: security considerations](https://www.rfc-editor.org/rfc/rfc9562#section-8)
    /// - [CWE-330: use of insufficiently random values](https://cwe.mitre.org/data/definitions/330.html)
    pub(crate) static UUID1_SECRET = {
        name: "uuid1-secret",
        family: Code,
        summary: "secret made of time and machine",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [330],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["uuid.uuid1"]), find)])),
    };
}

/// Words of what is given out for somebody to come back with.
const CODES: &[&str] = &[
    "code",
    "invite",
    "invitation",
    "voucher",
    "activation",
    "verification",
    "reset",
];

fn find(_: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let named = call.ancestors().find_map(|around| {
        let keyword = Keyword::of(around).and_then(Keyword::name);
        keyword.or_else(|| Assign::of(around)?.targets().find_map(name_of))
    })?;
    let message =
        format!("{named} is made by uuid1, which is the time and the machine; use secrets");
    let is_telling = word::is_secret(named) || word::has(named, CODES);
    is_telling.then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}

/// A name, an attribute, or a key: `config["JWT_SECRET_KEY"]`.
fn name_of(target: Node<'_>) -> Option<&str> {
    match target.kind() {
        Kind::Subscript => target.child(Field::Slice)?.str_value(),
        _ => target.last_name(),
    }
}
