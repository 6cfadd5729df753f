use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::value;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of `hashlib` is given something whose name speaks of a password.
    ///
    /// ## Why
    /// Fast hashes are guessed by the billion a second; passwords need a slow one with a salt of its own.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import hashlib
    ///
    /// stored = hashlib.sha256(password.encode()).hexdigest()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import hashlib
    /// import os
    ///
    /// salt = os.urandom(16)
    /// stored = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    /// ```
    ///
    /// ## References
    /// - [Password storage](https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html)
    /// - [CWE-916: password hash with too little effort](https://cwe.mitre.org/data/definitions/916.html)
    pub(crate) static PASSWORD_PLAIN_HASH = {
        name: "password-plain-hash",
        family: Code,
        summary: "password hashed by a function made to be fast",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [916],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(&["update"]), update)]).supersedes(&["B324", "weak-hash-by-value"])),
    };
}

const NAMES: &[&str] = &[
    "hashlib.md5",
    "hashlib.sha1",
    "hashlib.sha224",
    "hashlib.sha256",
    "hashlib.sha384",
    "hashlib.sha512",
    "hashlib.sha3_256",
    "hashlib.sha3_512",
    "hashlib.blake2b",
    "hashlib.blake2s",
    "hashlib.new",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let data = call.positional(usize::from(cx.name() == "hashlib.new"))?;
    judge(call, data, cx.last_name())
}

/// `hashlib.sha256().update(password)`.
fn update<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let data = call.positional(0)?;
    let (maker, _) = cx
        .method(call)
        .filter(|(maker, _)| NAMES.contains(&maker.as_str()))?;
    judge(call, data, maker.rsplit('.').next()?)
}

fn judge(call: Call<'_>, data: Node<'_>, hash: &str) -> Option<Hit> {
    let named = std::iter::once(data)
        .chain(data.descendants().take(500))
        .filter_map(Node::last_name)
        .find(|name| word::is_password(name))?;
    // Looking a password up among leaked ones takes a plain SHA-1.
    let lookup = value::around(call.node()).text();
    if lookup.len() < 20_000 && (lookup.contains("pwned") || lookup.contains("[:5]")) {
        return None;
    }
    let message = format!(
        "{named} is hashed by hashlib.{hash}, which is made to be fast; use scrypt, Argon2 or bcrypt"
    );
    Some(Hit::new(Severity::High, Confidence::Medium, message))
}
