use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A block cipher is used in ECB mode, by `cryptography` or by PyCryptodome.
    ///
    /// ## Why
    /// ECB turns equal blocks into equal blocks, so the ciphertext shows the pattern of the text, and blocks can be moved
    /// about unseen.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Crypto.Cipher import AES
    ///
    /// cipher = AES.new(key, AES.MODE_ECB)
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
    /// - [Cryptographic storage](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static BLOCK_CIPHER_IN_ECB_MODE = {
        name: "block-cipher-in-ecb-mode",
        family: Code,
        summary: "block cipher in ECB mode",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [327],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["new", "ECB"]), find)]).supersedes(&["B305"])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let is_ecb = if cx.last_name() == "ECB" {
        cx.name().starts_with("cryptography.") && cx.name().ends_with("modes.ECB")
    } else {
        let is_cipher =
            cx.name().starts_with("Crypto.Cipher.") || cx.name().starts_with("Cryptodome.Cipher.");
        let mode = call.argument("mode", 1).filter(|_| is_cipher)?;
        cx.origins(mode)
            .into_iter()
            .any(|mode| mode.last_name() == Some("MODE_ECB"))
    };
    let message =
        "ECB shows the pattern of what it encrypts; use an authenticated mode such as GCM";
    is_ecb.then(|| Hit::new(Severity::High, Confidence::High, message))
}
