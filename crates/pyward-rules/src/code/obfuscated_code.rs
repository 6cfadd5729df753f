use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `exec`, `eval` or `compile` runs what is decoded or decompressed on the spot.
    ///
    /// ## Why
    /// Honest code has no reason to hide; this is how malicious packages carry what they do.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import base64
    ///
    /// exec(base64.b64decode("cHJpbnQoMSk="))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import json
    ///
    /// settings = json.loads(text)
    /// ```
    ///
    /// ## References
    /// - [MITRE ATT&CK: obfuscated files](https://attack.mitre.org/techniques/T1027/)
    /// - [CWE-506: embedded malicious code](https://cwe.mitre.org/data/definitions/506.html)
    pub(crate) static OBFUSCATED_CODE = {
        name: "obfuscated-code",
        family: Code,
        summary: "hidden code that is run",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [506],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["exec", "eval"]), find)]).supersedes(&["B102", "B307"])),
    };
}

const DECODERS: &[&str] = &[
    "base64.b64decode",
    "base64.b32decode",
    "base64.b16decode",
    "base64.b85decode",
    "base64.a85decode",
    "base64.urlsafe_b64decode",
    "base64.decodebytes",
    "zlib.decompress",
    "gzip.decompress",
    "bz2.decompress",
    "lzma.decompress",
    "marshal.loads",
    "codecs.decode",
    "bytes.fromhex",
    "binascii.unhexlify",
    "binascii.a2b_base64",
    "cryptography.fernet.Fernet.decrypt",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let code = call.positional(0)?;
    let decoder = cx
        .origins(code)
        .into_iter()
        .flat_map(|origin| std::iter::once(origin).chain(origin.descendants().take(200)))
        .filter_map(Call::of)
        .find_map(|inner| decoder(cx, inner))?;
    let message = format!("{} runs what {decoder} unpacks", cx.name());
    Some(Hit::new(Severity::High, Confidence::High, message))
}

fn decoder<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<String> {
    let name = cx.qualified(call.func());
    if let Some(name) = name.as_deref().filter(|name| DECODERS.contains(name)) {
        return Some(name.to_owned());
    }
    if call.func().attribute() == Some("decrypt")
        && cx
            .method(call)
            .is_some_and(|(maker, _)| maker.ends_with("Fernet"))
    {
        return Some("Fernet.decrypt".to_owned());
    }
    // "".join(chr(…) for …), "".join(map(chr, …))
    let is_join = call.func().attribute() == Some("join");
    let by_code = call
        .descendants()
        .take(500)
        .any(|node| node.name_id() == Some("chr"));
    (is_join && by_code).then(|| "chr".to_owned())
}
