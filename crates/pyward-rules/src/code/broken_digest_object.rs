use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// A hash function that is broken is taken from `PyCrypto`, `PyCryptodome` or cryptography. In pyward's own mode
    /// SHA-1 inside of HMAC, HOTP or TOTP is left alone.
    ///
    /// ## Why
    /// Two inputs with one MD2, MD4, MD5 or SHA-1 digest can be made on a laptop, so such a digest proves nothing. An
    /// HMAC does not rest on that.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Cryptodome.Hash import MD5
    ///
    /// digest = MD5.new(data).hexdigest()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from Cryptodome.Hash import SHA256
    ///
    /// digest = SHA256.new(data).hexdigest()
    /// ```
    ///
    /// ## References
    /// - [cryptography: message digests](https://cryptography.io/en/latest/hazmat/primitives/cryptographic-hashes/)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static BROKEN_DIGEST_OBJECT = {
        name: "broken-digest-object",
        family: Code,
        summary: "hash function that is broken, from a library",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [327],
        aliases: ["B303", "S303"],
        subject: Subject::Code(Code::table("B303", "md5", &[Look::Table(TABLE)]).supersedes(&["weak-hash-by-value"])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "Crypto.Hash.MD2.new",
        "Crypto.Hash.MD4.new",
        "Crypto.Hash.MD5.new",
        "Crypto.Hash.SHA.new",
        "Cryptodome.Hash.MD2.new",
        "Cryptodome.Hash.MD4.new",
        "Cryptodome.Hash.MD5.new",
        "Cryptodome.Hash.SHA.new",
        "cryptography.hazmat.primitives.hashes.MD5",
        "cryptography.hazmat.primitives.hashes.SHA1",
    ],
    hit,
)
.judged(judge);

fn hit(name: &str) -> Hit {
    let message = format!("{name} is broken: two inputs with one digest can be made");
    Hit::new(Severity::Medium, Confidence::High, message)
}

/// What does not rest on that no two inputs have one digest.
const KEYED: &[&str] = &["HMAC", "HOTP", "TOTP"];

fn judge(cx: &Cx<'_>, node: Node<'_>, hit: Hit) -> Option<Hit> {
    let around = node.parent().and_then(Call::of);
    let name = around.and_then(|call| cx.qualified(call.func()));
    let last = name.as_deref().and_then(|name| name.rsplit('.').next());
    let is_keyed = last.is_some_and(|last| KEYED.contains(&last));
    let is_sha1 = cx.last_name() == "SHA1";
    (!is_keyed || !is_sha1).then_some(hit)
}
