use pyward_model::{Confidence, Severity};
use pyward_python::views::{Import, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// A module of `PyCrypto` is imported, which nobody mends any more. `PyCryptodome` goes by the same name `Crypto`:
    /// pyward's own mode is of medium severity and low confidence, and silent once something is imported that only
    /// `PyCryptodome` has.
    ///
    /// ## Why
    /// `PyCrypto`'s last release is of 2013, and has holes known since.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Crypto.Cipher import AES
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from Cryptodome.Cipher import AES
    /// ```
    ///
    /// ```good app.py
    /// from Crypto.Util.Padding import pad
    /// from Crypto.Cipher import AES
    /// ```
    ///
    /// ## References
    /// - [PyCryptodome](https://www.pycryptodome.org/)
    /// - [CVE-2013-7459](https://nvd.nist.gov/vuln/detail/CVE-2013-7459)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static PYCRYPTO_IMPORT = {
        name: "pycrypto-import",
        family: Code,
        summary: "import of PyCrypto, which is abandoned",
        severity: None,
        confidence: Medium,
        cwes: [327],
        aliases: ["B413", "S413"],
        subject: Subject::Code(Code::table("B413", "import_pycrypto", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::imports(
    &[
        "Crypto.Cipher",
        "Crypto.Hash",
        "Crypto.IO",
        "Crypto.Protocol",
        "Crypto.PublicKey",
        "Crypto.Random",
        "Crypto.Signature",
        "Crypto.Util",
    ],
    hit,
)
.judged(judge);

fn hit(_: &str) -> Hit {
    let message =
        "`PyCrypto` is abandoned; where this is PyCryptodome, import it as Cryptodome to tell";
    Hit::new(Severity::High, Confidence::High, message)
}

/// What `PyCryptodome` has and `PyCrypto` never had.
const NEWER: &[&str] = &[
    "Crypto.Cipher.ChaCha20",
    "Crypto.Cipher.ChaCha20_Poly1305",
    "Crypto.Cipher.Salsa20",
    "Crypto.Hash.BLAKE2b",
    "Crypto.Hash.BLAKE2s",
    "Crypto.Hash.CMAC",
    "Crypto.Hash.KMAC128",
    "Crypto.Hash.KMAC256",
    "Crypto.Hash.Poly1305",
    "Crypto.Hash.SHA3_256",
    "Crypto.Hash.SHA3_512",
    "Crypto.Hash.SHAKE128",
    "Crypto.Hash.SHAKE256",
    "Crypto.Hash.keccak",
    "Crypto.IO.PEM",
    "Crypto.IO.PKCS8",
    "Crypto.Math",
    "Crypto.Protocol.SecretSharing",
    "Crypto.PublicKey.ECC",
    "Crypto.Signature.DSS",
    "Crypto.Signature.eddsa",
    "Crypto.Signature.pkcs1_15",
    "Crypto.Signature.pss",
    "Crypto.Util.Padding",
    "Crypto.Util.Padding.pad",
    "Crypto.Util.Padding.unpad",
];

fn judge(cx: &Cx<'_>, node: Node<'_>, hit: Hit) -> Option<Hit> {
    let module = Import::of(node).and_then(Import::module);
    let is_newer = |known: &&str| module == Some(*known) || cx.is_imported(known);
    let is_cryptodome = NEWER.iter().any(is_newer);
    (!is_cryptodome).then_some(Hit {
        severity: Severity::Medium,
        confidence: Confidence::Low,
        ..hit
    })
}
