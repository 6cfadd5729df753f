use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// A cipher of `cryptography` runs in ECB mode.
    ///
    /// ## Why
    /// Equal blocks become equal blocks, so the pattern of what is hidden shows, and blocks can be swapped unnoticed.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    ///
    /// cipher = Cipher(algorithms.AES(key), modes.ECB())
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    ///
    /// hidden = AESGCM(key).encrypt(nonce, data, None)
    /// ```
    ///
    /// ## References
    /// - [cryptography: modes](https://cryptography.io/en/latest/hazmat/primitives/symmetric-encryption/)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static ECB_MODE = {
        name: "ecb-mode",
        family: Code,
        summary: "cipher mode that shows patterns",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [327],
        aliases: ["B305", "S305"],
        subject: Subject::Code(Code::table("B305", "cipher_modes", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["cryptography.hazmat.primitives.ciphers.modes.ECB"], hit);

fn hit(_: &str) -> Hit {
    let message = "ECB turns equal blocks into equal blocks; use an authenticated mode";
    Hit::new(Severity::Medium, Confidence::High, message)
}
