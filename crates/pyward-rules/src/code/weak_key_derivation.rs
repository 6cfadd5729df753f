use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// PBKDF2, bcrypt or scrypt is called with a work factor that today's machines make short work of: under 100,000 rounds
    /// of PBKDF2 (low severity up to what OWASP asks for), under 10 for bcrypt, `n` under 2 to the 14th for scrypt.
    ///
    /// ## Why
    /// The work factor is all that slows down guessing once a table of hashes has leaked.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import hashlib
    ///
    /// key = hashlib.pbkdf2_hmac("sha256", password, salt, 1000)
    /// ```
    ///
    /// ```bad app.py
    /// import bcrypt
    ///
    /// salt = bcrypt.gensalt(rounds=4)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import hashlib
    ///
    /// key = hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)
    /// ```
    ///
    /// ## References
    /// - [Password storage](https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html)
    /// - [CWE-916: password hash with too little effort](https://cwe.mitre.org/data/definitions/916.html)
    pub(crate) static WEAK_KEY_DERIVATION = {
        name: "weak-key-derivation",
        family: Code,
        summary: "password derivation that is too cheap",
        severity: None,
        confidence: High,
        cwes: [916],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["pbkdf2_hmac", "scrypt", "PBKDF2HMAC", "Scrypt", "PBKDF2", "gensalt"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let is_of = |module: &str| cx.name().starts_with(module);
    let is_protocol = is_of("Crypto.Protocol.KDF.") || is_of("Cryptodome.Protocol.KDF.");
    let (value, least, wanted, what) = match cx.last_name() {
        "pbkdf2_hmac" if is_of("hashlib.") => {
            let is_long = call
                .argument("hash_name", 0)
                .and_then(|name| cx.text(name))
                .is_some_and(|name| name.to_ascii_lowercase().ends_with("512"));
            let wanted = if is_long { 210_000 } else { 600_000 };
            (
                call.argument("iterations", 3),
                100_000,
                wanted,
                "rounds of PBKDF2",
            )
        }
        "PBKDF2HMAC" if is_of("cryptography.") => (
            call.argument("iterations", 3),
            100_000,
            210_000,
            "rounds of PBKDF2",
        ),
        "PBKDF2" if is_protocol => (
            call.argument("count", 3),
            100_000,
            210_000,
            "rounds of PBKDF2",
        ),
        "gensalt" if is_of("bcrypt.") => (call.argument("rounds", 0), 10, 10, "as bcrypt's cost"),
        "scrypt" if is_of("hashlib.") => (call.keyword("n"), 1 << 14, 1 << 14, "as scrypt's n"),
        "scrypt" if is_protocol => (call.argument("N", 3), 1 << 14, 1 << 14, "as scrypt's n"),
        "Scrypt" if is_of("cryptography.") => {
            (call.argument("n", 2), 1 << 14, 1 << 14, "as scrypt's n")
        }
        _ => return None,
    };
    let value = value?;
    let number = cx.number(value)?;
    let severity = if number < least {
        Severity::Medium
    } else {
        Severity::Low
    };
    let message = format!("{number} {what} is too few; use at least {wanted}");
    (number < wanted).then(|| Hit::new(severity, Confidence::High, message).at(value))
}
