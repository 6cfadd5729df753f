use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// RSA encrypts or decrypts with PKCS #1 v1.5 padding.
    ///
    /// ## Why
    /// Whoever can ask whether a ciphertext is well padded can decrypt it question by question; OAEP does not tell.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Crypto.Cipher import PKCS1_v1_5
    ///
    /// cipher = PKCS1_v1_5.new(key)
    /// ```
    ///
    /// ```bad app.py
    /// from cryptography.hazmat.primitives.asymmetric import padding
    ///
    /// secret = public_key.encrypt(message, padding.PKCS1v15())
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from Crypto.Cipher import PKCS1_OAEP
    ///
    /// cipher = PKCS1_OAEP.new(key)
    /// ```
    ///
    /// ## References
    /// - [Bleichenbacher's attack today](https://robotattack.org/)
    /// - [CWE-780: RSA without OAEP](https://cwe.mitre.org/data/definitions/780.html)
    pub(crate) static RSA_PKCS1V15_ENCRYPTION = {
        name: "rsa-pkcs1v15-encryption",
        family: Code,
        summary: "RSA encryption with the old padding",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [780],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["PKCS1v15", "new"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_old = match cx.name() {
        "Crypto.Cipher.PKCS1_v1_5.new" | "Cryptodome.Cipher.PKCS1_v1_5.new" => true,
        name => {
            // For signatures the padding is fine.
            let around = call.parent().and_then(Call::of);
            let method = around.and_then(|around| around.func().attribute());
            name.starts_with("cryptography.")
                && name.ends_with("padding.PKCS1v15")
                && matches!(method, Some("encrypt" | "decrypt"))
        }
    };
    let message = "PKCS #1 v1.5 padding lets ciphertexts be decrypted by asking; use OAEP";
    is_old.then(|| Hit::new(Severity::Medium, Confidence::High, message))
}
