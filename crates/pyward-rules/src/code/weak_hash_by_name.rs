use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A hash function that is broken is chosen by a name that is not written where it is used: in a constant, a table, or
    /// one branch of a condition. Also MD5 given to `pbkdf2_hmac`, and a function got by `getattr(hashlib, name)`.
    ///
    /// ## Why
    /// Two inputs with one MD5 or SHA-1 digest can be made on a laptop, so such a digest proves nothing.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import hashlib
    ///
    /// ALGORITHM = "md5"
    /// digest = hashlib.new(ALGORITHM, data).hexdigest()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import hashlib
    ///
    /// ALGORITHM = "sha256"
    /// digest = hashlib.new(ALGORITHM, data).hexdigest()
    /// ```
    ///
    /// ## References
    /// - [hashlib](https://docs.python.org/3/library/hashlib.html)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    /// - [CWE-328: use of weak hash](https://cwe.mitre.org/data/definitions/328.html)
    pub(crate) static WEAK_HASH_BY_NAME = {
        name: "weak-hash-by-name",
        family: Code,
        summary: "broken hash function chosen by name",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [327, 328],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["hashlib.new", "hashlib.file_digest", "hashlib.pbkdf2_hmac", ""]), find)]).supersedes(&["weak-hash-by-value"])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let got = Call::of(call.func());
    let name = match cx.last_name() {
        // `getattr(hashlib, name)(…)`.
        "" => {
            let got = got.filter(|got| got.func().name_id() == Some("getattr"))?;
            let module = cx.qualified(got.positional(0)?)?;
            got.positional(1).filter(|_| module == "hashlib")
        }
        "new" => call.argument("name", 0),
        "file_digest" => call.argument("digest", 1),
        _ => call.argument("hash_name", 0),
    }?;
    let is_written_here = name.str_value().is_some() && cx.last_name() == "new";
    let for_security = call
        .keyword("usedforsecurity")
        .is_none_or(|value| !cx.is_false(value));
    let weak: &[&str] = match cx.last_name() {
        "pbkdf2_hmac" => &["md4", "md5"],
        _ => &["md4", "md5", "sha", "sha1"],
    };
    let broken = cx
        .texts(name)
        .into_iter()
        .find(|text| weak.contains(&text.to_ascii_lowercase().as_str()))?;
    let message = format!("the hash function may be {broken}, which is broken");
    (for_security && !is_written_here)
        .then(|| Hit::new(Severity::Medium, Confidence::Medium, message).at(name))
}
