use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A cipher with 64-bit blocks or known breaks is used: DES3 or CAST of PyCryptodome, or one of `cryptography`'s
    /// decrepit ciphers.
    ///
    /// ## Why
    /// Blocks of 64 bits begin to repeat after some gigabytes under one key, and what repeats can be read; others are
    /// broken outright.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Crypto.Cipher import DES3
    ///
    /// cipher = DES3.new(key, DES3.MODE_CBC)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from Crypto.Cipher import AES
    ///
    /// cipher = AES.new(key, AES.MODE_GCM)
    /// ```
    ///
    /// ## References
    /// - [Sweet32](https://sweet32.info/)
    /// - [Cryptographic storage](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static OUTDATED_CIPHER = {
        name: "outdated-cipher",
        family: Code,
        summary: "cipher that is outdated",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [327],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(NAMES), find)]).supersedes(&["B304"])),
    };
}

const NAMES: &[&str] = &[
    "new",
    "ARC4",
    "RC2",
    "Blowfish",
    "CAST5",
    "IDEA",
    "SEED",
    "TripleDES",
];

fn find(cx: &Cx<'_>, _: Call<'_>) -> Option<Hit> {
    let mut parts = cx.name().rsplit('.');
    let (last, owner) = (parts.next()?, parts.next()?);
    let cipher = match last {
        "new" => {
            let is_cipher = cx.name().starts_with("Crypto.Cipher.")
                || cx.name().starts_with("Cryptodome.Cipher.");
            Some(owner).filter(|owner| is_cipher && matches!(*owner, "DES3" | "CAST"))
        }
        _ => Some(last).filter(|_| {
            cx.name().starts_with("cryptography.")
                && owner == "algorithms"
                && (last == "RC2" || cx.name().contains(".decrepit."))
        }),
    }?;
    let message = format!("{cipher} is outdated; use AES or ChaCha20 in an authenticated mode");
    Some(Hit::new(Severity::Medium, Confidence::High, message))
}
