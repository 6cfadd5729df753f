use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A key of RSA, DSA, Diffie-Hellman or an elliptic curve is made with a size that can be, or soon will be, broken;
    /// also where the size stands in a constant, and by libraries beside `cryptography`.
    ///
    /// ## Why
    /// Keys of RSA and DSA below 2,048 bits and curves below 224 bits are within reach of those who can pay for machines.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Crypto.PublicKey import RSA
    ///
    /// BITS = 1024
    /// key = RSA.generate(BITS)
    /// ```
    ///
    /// ```bad app.py
    /// import paramiko
    ///
    /// key = paramiko.RSAKey.generate(1024)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from Crypto.PublicKey import RSA
    ///
    /// key = RSA.generate(3072)
    /// ```
    ///
    /// ## References
    /// - [Key lengths](https://www.keylength.com/)
    /// - [CWE-326: inadequate encryption strength](https://cwe.mitre.org/data/definitions/326.html)
    pub(crate) static SMALL_KEY = {
        name: "small-key",
        family: Code,
        summary: "key too small to last",
        severity: None,
        confidence: High,
        cwes: [326],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(&["generate_key"]), openssl)]).supersedes(&["B505"])),
    };
}

const NAMES: &[&str] = &[
    "rsa.newkeys",
    "paramiko.RSAKey.generate",
    "paramiko.DSSKey.generate",
    "Crypto.PublicKey.RSA.generate",
    "Crypto.PublicKey.DSA.generate",
    "Crypto.PublicKey.ElGamal.generate",
    "Cryptodome.PublicKey.RSA.generate",
    "Cryptodome.PublicKey.DSA.generate",
    "Cryptodome.PublicKey.ElGamal.generate",
    "Crypto.PublicKey.ECC.generate",
    "Cryptodome.PublicKey.ECC.generate",
    "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key",
    "cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key",
    "cryptography.hazmat.primitives.asymmetric.dsa.generate_parameters",
    "cryptography.hazmat.primitives.asymmetric.dh.generate_parameters",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    if cx.name().ends_with("ECC.generate") {
        let curve = call.keyword("curve")?;
        let small = cx.texts(curve).into_iter().find(|name| {
            matches!(
                *name,
                "P-192" | "p192" | "NIST P-192" | "prime192v1" | "secp192r1"
            )
        })?;
        let message = format!("the curve {small} is too small; use P-256 or Ed25519");
        return Some(Hit::new(Severity::Medium, Confidence::High, message).at(curve));
    }
    let bits = match cx.name() {
        "rsa.newkeys" => call.argument("nbits", 0),
        name if name.ends_with("rsa.generate_private_key") => call.argument("key_size", 1),
        name if name.ends_with("dh.generate_parameters") => call.argument("key_size", 1),
        name if name.starts_with("cryptography.") => call.argument("key_size", 0),
        _ => call.argument("bits", 0),
    };
    hit(cx, bits?)
}

/// `OpenSSL.crypto.PKey().generate_key(TYPE_RSA, 1024)`.
fn openssl<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, _) = cx.method(call)?;
    hit(
        cx,
        call.argument("bits", 1)
            .filter(|_| maker == "OpenSSL.crypto.PKey")?,
    )
}

fn hit<'a>(cx: &Cx<'a>, bits: Node<'a>) -> Option<Hit> {
    let number = cx
        .number(bits)
        .filter(|number| (1..2048).contains(number))?;
    let severity = if number < 1024 {
        Severity::High
    } else {
        Severity::Medium
    };
    let message = format!("a key of {number} bits is too small; use 2048 or more, better 3072");
    Some(Hit::new(severity, Confidence::High, message).at(bits))
}
