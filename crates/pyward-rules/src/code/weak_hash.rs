use pyward_model::{Confidence, Severity};
use pyward_python::Span;
use pyward_python::views::{Assign, Call, Function, Node};

use crate::declare::rule;
use crate::edit;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// MD4, MD5 or SHA-1 of `hashlib` is used without saying that it does not serve security, or an old method of `crypt`.
    ///
    /// ## Why
    /// Two inputs with one MD4, MD5 or SHA-1 digest can be made on a laptop, so such a digest proves nothing.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import hashlib
    ///
    /// digest = hashlib.md5(data).hexdigest()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import hashlib
    ///
    /// digest = hashlib.sha256(data).hexdigest()
    /// etag = hashlib.md5(data, usedforsecurity=False).hexdigest()
    /// ```
    ///
    /// ## References
    /// - [hashlib](https://docs.python.org/3/library/hashlib.html)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static WEAK_HASH = {
        name: "weak-hash",
        family: Code,
        summary: "hash function that is broken",
        severity: None,
        confidence: High,
        cwes: [327],
        aliases: ["B324", "S324"],
        subject: Subject::Code(Code::bandit("B324", "hashlib_insecure_functions", &[Look::Call(NAMES, find)]).reported_as("hashlib").supersedes(&["weak-hash-by-value"])),
    };
}

const NAMES: Names = Names::Last(&["md4", "md5", "sha", "sha1", "new", "crypt", "mksalt"]);

const WEAK: &[&str] = &["md4", "md5", "sha", "sha1"];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_of = |module: &str| {
        let mut parts = cx.name().split('.');
        if cx.is_compat() {
            parts.any(|part| part == module)
        } else {
            parts.next() == Some(module)
        }
    };
    let last = cx.last_name();
    if is_of("hashlib") {
        let hit = hashed(call, last)?;
        if cx.is_compat() || !is_unserious(call) {
            return Some(hit);
        }
        let message = "a weak hash, which does not seem to serve security";
        let hit = Hit::new(Severity::Low, Confidence::High, message);
        Some(match unserious(call) {
            Some(edit) => hit.fixed("say that it does not serve security", vec![edit]),
            None => hit,
        })
    } else if is_of("crypt") {
        salted(call, last)
    } else {
        None
    }
}

/// Words of what a digest is for where nothing depends on it.
const HARMLESS: &[&str] = &[
    "etag",
    "cache",
    "checksum",
    "bucket",
    "shard",
    "dedup",
    "gravatar",
    "avatar",
    "identicon",
    "color",
    "colour",
];

/// Whether the name of what is made, or of the function around it, tells that the digest does not serve security.
fn is_unserious(call: Call<'_>) -> bool {
    let mut named = call.ancestors().flat_map(|around| {
        let assigned = Assign::of(around).and_then(|it| it.targets().find_map(Node::last_name));
        [assigned, Function::of(around).map(Function::name)]
    });
    named
        .by_ref()
        .flatten()
        .take(2)
        .any(|name| word::has(name, HARMLESS))
}

/// The edit that says so.
fn unserious(call: Call<'_>) -> Option<(Span, String)> {
    let is_free = call.keyword("usedforsecurity").is_none();
    edit::with(call, "usedforsecurity=False").filter(|_| is_free)
}

fn hashed(call: Call<'_>, last: &str) -> Option<Hit> {
    let name = match last {
        "new" => call
            .positional(0)
            .or_else(|| call.keyword("name"))?
            .loose_text()?,
        _ => last,
    };
    let name = name.to_lowercase();
    let for_security = call
        .keyword("usedforsecurity")
        .is_none_or(|value| value.loose_text() == Some("True"));
    (WEAK.contains(&name.as_str()) && for_security).then(|| {
        let message =
            format!("{name} is broken; say usedforsecurity=False where nothing depends on it");
        Hit::new(Severity::High, Confidence::High, message)
    })
}

fn salted(call: Call<'_>, last: &str) -> Option<Hit> {
    let method = match last {
        "crypt" => call.positional(1).or_else(|| call.keyword("salt")),
        "mksalt" => call.positional(0).or_else(|| call.keyword("method")),
        _ => None,
    };
    let method = method.and_then(Node::loose_text)?;
    let is_weak = matches!(method, "METHOD_CRYPT" | "METHOD_MD5" | "METHOD_BLOWFISH");
    is_weak.then(|| {
        let message = format!("crypt.{method} is no match for today's machines");
        Hit::new(Severity::Medium, Confidence::High, message)
    })
}
