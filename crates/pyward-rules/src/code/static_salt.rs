use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A password or key derivation gets a salt that is a constant.
    ///
    /// ## Why
    /// With one salt for all, one table of guesses serves for every password, and equal passwords show.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import hashlib
    ///
    /// key = hashlib.pbkdf2_hmac("sha256", password, b"salty", 600_000)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import hashlib
    /// import os
    ///
    /// salt = os.urandom(16)
    /// key = hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)
    /// ```
    ///
    /// ## References
    /// - [Password storage](https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html)
    /// - [CWE-760: predictable salt](https://cwe.mitre.org/data/definitions/760.html)
    pub(crate) static STATIC_SALT = {
        name: "static-salt",
        family: Code,
        summary: "salt written into the source",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [760],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["pbkdf2_hmac", "scrypt", "PBKDF2HMAC", "Scrypt", "PBKDF2", "hashpw", "HKDF"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = match cx.name() {
        "hashlib.pbkdf2_hmac" => call.argument("salt", 2),
        "hashlib.scrypt" => call.keyword("salt"),
        "bcrypt.hashpw" => call.argument("salt", 1),
        "Crypto.Protocol.KDF.PBKDF2"
        | "Crypto.Protocol.KDF.scrypt"
        | "Cryptodome.Protocol.KDF.PBKDF2"
        | "Cryptodome.Protocol.KDF.scrypt" => call.argument("salt", 1),
        name if name.starts_with("cryptography.") && cx.last_name() == "PBKDF2HMAC" => {
            call.argument("salt", 2)
        }
        name if name.starts_with("cryptography.") && cx.last_name() == "Scrypt" => {
            call.argument("salt", 0)
        }
        _ => None,
    }?;
    let message =
        "the salt is always the same; make one with os.urandom(16) and keep it with the hash";
    cx.is_fixed_bytes(value)
        .then(|| Hit::new(Severity::Medium, Confidence::High, message).at(value))
}
