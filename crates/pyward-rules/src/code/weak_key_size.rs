use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Const, Node};

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A key is made that is too short. Options (`weak_key_size_rsa_high` and its like) say what is too short, in bits.
    ///
    /// ## Why
    /// Keys of that length have been broken, or will be within the life of what they protect.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from cryptography.hazmat.primitives.asymmetric import rsa
    ///
    /// key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from cryptography.hazmat.primitives.asymmetric import rsa
    ///
    /// key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    /// ```
    ///
    /// ## References
    /// - [NIST SP 800-57: recommendation for key management](https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final)
    /// - [CWE-326: inadequate encryption strength](https://cwe.mitre.org/data/definitions/326.html)
    pub(crate) static WEAK_KEY_SIZE = {
        name: "weak-key-size",
        family: Code,
        summary: "key that is too short",
        severity: None,
        confidence: High,
        cwes: [326],
        aliases: ["B505", "S505"],
        subject: Subject::Code(Code::bandit("B505", "weak_cryptographic_key", &[Look::Call(Names::Whole(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key",
    "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key",
    "cryptography.hazmat.primitives.asymmetric.ec.generate_private_key",
    "Crypto.PublicKey.DSA.generate",
    "Crypto.PublicKey.RSA.generate",
    "Cryptodome.PublicKey.DSA.generate",
    "Cryptodome.PublicKey.RSA.generate",
];

/// The bits of curves that are not long enough for everybody; all others are.
const CURVES: &[(&str, i64)] = &[
    ("SECP192R1", 192),
    ("SECT163K1", 163),
    ("SECT163R2", 163),
    ("SECP224R1", 224),
    ("SECT233K1", 233),
    ("SECT233R1", 233),
    ("BrainpoolP256R1", 256),
    ("SECP256K1", 256),
    ("SECP256R1", 256),
    ("SECT283K1", 283),
    ("SECT283R1", 283),
    ("BrainpoolP384R1", 384),
    ("SECP384R1", 384),
    ("SECT409K1", 409),
    ("SECT409R1", 409),
    ("BrainpoolP512R1", 512),
    ("SECP521R1", 521),
    ("SECT571R1", 570),
    ("SECT571K1", 571),
];

/// What bandit takes a key it knows nothing of to have.
const UNKNOWN_CURVE: i64 = 224;
const UNKNOWN_KEY: i64 = 2048;

/// A kind of key, with the options that say below what it is a high or medium risk, and what they are if not set.
#[derive(Clone, Copy)]
struct Limits {
    name: &'static str,
    high: (&'static str, i64),
    medium: (&'static str, i64),
}

const DSA: Limits = Limits {
    name: "DSA",
    high: ("weak_key_size_dsa_high", 1024),
    medium: ("weak_key_size_dsa_medium", 2048),
};
const RSA: Limits = Limits {
    name: "RSA",
    high: ("weak_key_size_rsa_high", 1024),
    medium: ("weak_key_size_rsa_medium", 2048),
};
const CURVE: Limits = Limits {
    name: "EC",
    high: ("weak_key_size_ec_high", 160),
    medium: ("weak_key_size_ec_medium", 224),
};

const SECTION: &str = "weak_cryptographic_key";

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let name = cx.name();
    let is_hazmat = name.starts_with("cryptography.");
    let limits = if name.contains(".ec.") {
        CURVE
    } else if name.contains(".rsa.") || name.contains(".RSA.") {
        RSA
    } else {
        DSA
    };
    let (keyword, number) = match (is_hazmat, limits.name) {
        (_, "EC") => ("curve", 0),
        (true, "RSA") => ("key_size", 1),
        (true, _) => ("key_size", 0),
        (false, _) => ("bits", 0),
    };
    let given = [call.keyword(keyword), call.positional(number)];
    let bits = if cx.is_compat() {
        if argument::keywords_fail(call) || is_lost(cx, call, limits, given) {
            return None;
        }
        compat_bits(given, limits)?
    } else {
        own_bits(cx, given.into_iter().flatten().next()?, limits)?
    };
    let limit =
        |(option, usual): (&str, i64)| cx.settings().number(SECTION, option).unwrap_or(usual);
    [
        (limit(limits.high), Severity::High),
        (limit(limits.medium), Severity::Medium),
    ]
    .into_iter()
    .find(|(limit, _)| bits < *limit)
    .map(|(limit, severity)| {
        let name = limits.name;
        Hit::new(
            severity,
            Confidence::High,
            format!("{name} keys below {limit} bits can be broken"),
        )
    })
}

/// Whether bandit's plugin fails and says nothing: an option is missing, or an argument is no size of a key.
fn is_lost(cx: &Cx<'_>, call: Call<'_>, limits: Limits, given: [Option<Node<'_>>; 2]) -> bool {
    let mut options = [DSA, RSA, CURVE]
        .into_iter()
        .flat_map(|limits| [limits.high.0, limits.medium.0]);
    if options.any(|option| cx.settings().is_cut_short(SECTION, option)) {
        return true;
    }
    let chosen = given.into_iter().flatten().find(|node| is_truthy(*node));
    let is_curve = limits.name == "EC";
    match chosen {
        Some(node) if is_curve => !argument::is_hashable(node) || argument::positionals_fail(call),
        Some(node) => argument::fails(node),
        None => is_curve && argument::positionals_fail(call),
    }
}

/// Whether an argument counts as given to bandit.
fn is_truthy(node: Node<'_>) -> bool {
    match node.constant() {
        // As their words.
        Some(Const::Bool(_) | Const::None) => true,
        Some(value) => value.is_truthy(),
        None if argument::is_read(node) => {
            node.last_name().is_some() || node.children().next().is_some()
        }
        None => false,
    }
}

/// The bits bandit takes a key to have.
fn compat_bits(given: [Option<Node<'_>>; 2], limits: Limits) -> Option<i64> {
    let chosen = given.into_iter().flatten().find(|node| is_truthy(*node));
    if limits.name == "EC" {
        let curve = chosen.and_then(Node::loose_text).and_then(curve_bits);
        return Some(curve.unwrap_or(UNKNOWN_CURVE));
    }
    match chosen {
        None => Some(UNKNOWN_KEY),
        Some(node) => match node.constant()? {
            Const::Int(Some(bits)) => Some(bits),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole bits suffice, and the cast saturates"
            )]
            Const::Float(bits) => Some(bits.floor() as i64),
            _ => None,
        },
    }
}

/// The bits of a key as Python knows them.
fn own_bits<'a>(cx: &Cx<'a>, given: Node<'a>, limits: Limits) -> Option<i64> {
    let value = cx.value_of(given).unwrap_or(given);
    if limits.name != "EC" {
        return value.int_value();
    }
    let curve = Call::of(value).map_or(value, Call::func);
    curve_bits(curve.last_name()?)
}

fn curve_bits(name: &str) -> Option<i64> {
    let found = CURVES.iter().find(|(known, _)| *known == name);
    found.map(|(_, bits)| *bits)
}
