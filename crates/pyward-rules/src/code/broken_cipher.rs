use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// A cipher that is broken, or too small for today, is taken from `PyCrypto`, `PyCryptodome` or cryptography.
    /// Pyward's own mode knows `PyCryptodome`'s triple DES and cryptography's `decrepit` modules too.
    ///
    /// ## Why
    /// What such ciphers hide can be read: RC4 leaks from its first bytes, DES keys can be tried one by one, and
    /// blocks of 64 bits repeat within hours of traffic.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Cryptodome.Cipher import DES
    ///
    /// cipher = DES.new(key, DES.MODE_CBC, iv)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from Cryptodome.Cipher import AES
    ///
    /// cipher = AES.new(key, AES.MODE_GCM)
    /// ```
    ///
    /// ## References
    /// - [cryptography: weak ciphers](https://cryptography.io/en/latest/hazmat/decrepit/ciphers/)
    /// - [Sweet32](https://sweet32.info/)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static BROKEN_CIPHER = {
        name: "broken-cipher",
        family: Code,
        summary: "cipher that is broken or too small",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [327],
        aliases: ["B304", "S304"],
        subject: Subject::Code(Code::table("B304", "ciphers", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "Crypto.Cipher.ARC2.new",
        "Crypto.Cipher.ARC4.new",
        "Crypto.Cipher.Blowfish.new",
        "Crypto.Cipher.DES.new",
        "Crypto.Cipher.XOR.new",
        "Cryptodome.Cipher.ARC2.new",
        "Cryptodome.Cipher.ARC4.new",
        "Cryptodome.Cipher.Blowfish.new",
        "Cryptodome.Cipher.DES.new",
        "Cryptodome.Cipher.XOR.new",
        "cryptography.hazmat.primitives.ciphers.algorithms.ARC4",
        "cryptography.hazmat.primitives.ciphers.algorithms.Blowfish",
        "cryptography.hazmat.primitives.ciphers.algorithms.CAST5",
        "cryptography.hazmat.primitives.ciphers.algorithms.IDEA",
        "cryptography.hazmat.primitives.ciphers.algorithms.SEED",
        "cryptography.hazmat.primitives.ciphers.algorithms.TripleDES",
    ],
    hit,
)
.and_own(&[
    "Crypto.Cipher.CAST.new",
    "Crypto.Cipher.DES3.new",
    "Cryptodome.Cipher.CAST.new",
    "Cryptodome.Cipher.DES3.new",
    "cryptography.hazmat.decrepit.ciphers.algorithms.ARC4",
    "cryptography.hazmat.decrepit.ciphers.algorithms.Blowfish",
    "cryptography.hazmat.decrepit.ciphers.algorithms.CAST5",
    "cryptography.hazmat.decrepit.ciphers.algorithms.IDEA",
    "cryptography.hazmat.decrepit.ciphers.algorithms.RC2",
    "cryptography.hazmat.decrepit.ciphers.algorithms.SEED",
    "cryptography.hazmat.decrepit.ciphers.algorithms.TripleDES",
]);

fn hit(name: &str) -> Hit {
    let message =
        format!("{name} is no match for today's attackers; use AES-GCM or ChaCha20-Poly1305");
    Hit::new(Severity::High, Confidence::High, message)
}
