use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A cipher gets an initialization vector or nonce that is a constant.
    ///
    /// ## Why
    /// With the same vector equal texts give equal ciphertexts; a nonce used twice in GCM, CTR or ChaCha20 gives away the
    /// texts and lets messages be forged.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from Crypto.Cipher import AES
    ///
    /// iv = b"\0" * 16
    /// cipher = AES.new(key, AES.MODE_CBC, iv)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// from Crypto.Cipher import AES
    ///
    /// iv = os.urandom(16)
    /// cipher = AES.new(key, AES.MODE_CBC, iv)
    /// ```
    ///
    /// ## References
    /// - [Cryptographic storage](https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html)
    /// - [CWE-329: predictable initialization vector](https://cwe.mitre.org/data/definitions/329.html)
    pub(crate) static STATIC_IV = {
        name: "static-iv",
        family: Code,
        summary: "initialization vector or nonce written into the source",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [329],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["new", "CBC", "CTR", "GCM", "CFB", "OFB", "CFB8", "ChaCha20"]), find), Look::Call(Names::Method(&["encrypt"]), aead)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let name = cx.name();
    let value = if cx.last_name() == "new" {
        let is_cipher = ["Crypto.Cipher.", "Cryptodome.Cipher."]
            .iter()
            .any(|module| name.starts_with(module));
        let named = ["iv", "IV", "nonce"]
            .iter()
            .find_map(|name| call.keyword(name));
        named.or_else(|| call.positional(2)).filter(|_| is_cipher)
    } else if !name.starts_with("cryptography.") {
        None
    } else if cx.last_name() == "ChaCha20" {
        call.argument("nonce", 1)
    } else {
        let named = call
            .keyword("initialization_vector")
            .or_else(|| call.keyword("nonce"));
        named.or_else(|| call.positional(0))
    }?;
    hit(cx, value)
}

/// `AESGCM(key).encrypt(nonce, …)` and its like.
fn aead<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, _) = cx.method(call)?;
    let is_aead = maker.starts_with("cryptography.")
        && [
            "AESGCM",
            "AESCCM",
            "AESOCB3",
            "AESSIV",
            "AESGCMSIV",
            "ChaCha20Poly1305",
        ]
        .iter()
        .any(|name| maker.ends_with(name));
    hit(cx, call.argument("nonce", 0).filter(|_| is_aead)?)
}

fn hit<'a>(cx: &Cx<'a>, value: Node<'a>) -> Option<Hit> {
    let message =
        "the initialization vector or nonce is always the same; make a new one for each message";
    cx.is_fixed_bytes(value)
        .then(|| Hit::new(Severity::High, Confidence::Medium, message).at(value))
}
