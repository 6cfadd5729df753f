use pyward_model::{Confidence, Severity};
use pyward_python::views::{Const, Kind, Node, Str};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A string has the form of a secret of a well-known service: keys of AWS, GitHub, GitLab, Slack, Stripe, Google,
    /// OpenAI, Anthropic, Hugging Face, npm, PyPI, SendGrid and others, or a private key. Placeholders are left alone; the
    /// report does not show the secret.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, has it, and programs search all public code for these
    /// forms.
    ///
    /// ## Bad
    /// ```bad app.py
    /// TOKEN = "ghp_" "x9Kq2vR7mZt4LwB1nYc8HdJ5sPf3GaQ6eUoT"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// TOKEN = os.environ["GITHUB_TOKEN"]
    /// ```
    ///
    /// ## References
    /// - [GitHub: removing sensitive data](https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository)
    /// - [CWE-798: use of hard-coded credentials](https://cwe.mitre.org/data/definitions/798.html)
    pub(crate) static SECRET_IN_SOURCE = {
        name: "secret-in-source",
        family: Code,
        summary: "secret of a known format in the source",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [798],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Str(find), Look::Node(&[Kind::Bytes], bytes)]).supersedes(&["B105"])),
    };
}

/// How secrets begin, whose they are, and how many characters follow at least.
const FORMATS: &[(&str, &str, usize)] = &[
    ("AKIA", "AWS", 16),
    ("ASIA", "AWS", 16),
    ("ghp_", "GitHub", 36),
    ("gho_", "GitHub", 36),
    ("ghs_", "GitHub", 36),
    ("ghu_", "GitHub", 36),
    ("ghr_", "GitHub", 36),
    ("github_pat_", "GitHub", 60),
    ("glpat-", "GitLab", 20),
    ("xoxb-", "Slack", 24),
    ("xoxp-", "Slack", 24),
    ("xoxa-", "Slack", 24),
    ("sk_live_", "Stripe", 20),
    ("rk_live_", "Stripe", 20),
    ("AIza", "Google", 35),
    ("sk-ant-", "Anthropic", 40),
    ("sk-proj-", "OpenAI", 40),
    ("hf_", "Hugging Face", 34),
    ("npm_", "npm", 36),
    ("pypi-AgEIcHlwaS5vcmc", "PyPI", 50),
    ("SG.", "SendGrid", 60),
    ("dop_v1_", "DigitalOcean", 64),
    ("shpat_", "Shopify", 32),
    ("dckr_pat_", "Docker", 20),
    ("AccountKey=", "Azure", 80),
];

/// The shortest secret with its beginning, in bytes.
const LEAST: usize = 20;
/// A private key has more letters and digits than this.
const LETTERS: usize = 100;

fn find(cx: &Cx<'_>, text: Str<'_>) -> Option<Hit> {
    judge(cx, text.value())
}

fn bytes(cx: &Cx<'_>, node: Node<'_>) -> Option<Hit> {
    match node.constant()? {
        Const::Bytes(bytes) => judge(cx, std::str::from_utf8(&bytes).ok()?),
        _ => None,
    }
}

fn judge(cx: &Cx<'_>, text: &str) -> Option<Hit> {
    if text.len() < LEAST {
        return None;
    }
    // Nearly all texts have no word that is long enough.
    let mut words = text.as_bytes().split(|byte| !is_part(*byte));
    let has_word = words.any(|word| word.len() >= LEAST);
    let is_long = text.len() > LETTERS;
    let owner = is_long.then(|| private_key(text)).flatten().or_else(|| {
        has_word.then_some(())?;
        FORMATS
            .iter()
            .find_map(|(prefix, owner, least)| has(text, prefix, *least).then_some(*owner))
    })?;
    let confidence = if setting::is_test(cx) {
        Confidence::Low
    } else {
        Confidence::High
    };
    let message = format!("a secret is written into the source: {owner}");
    Some(Hit::new(Severity::High, confidence, message))
}

fn private_key(text: &str) -> Option<&'static str> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (kind, body) = rest.split_once("PRIVATE KEY-----")?;
    let letters = body.bytes().filter(u8::is_ascii_alphanumeric).count();
    (kind.len() < 24 && letters > LETTERS).then_some("a private key")
}

/// Whether secrets are made of such bytes.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-./+=".contains(&byte)
}

/// Whether a secret with this beginning stands in a text.
fn has(text: &str, prefix: &str, least: usize) -> bool {
    text.match_indices(prefix).take(8).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let rest = text.get(at + prefix.len()..).unwrap_or("");
        let body: String = rest
            .chars()
            .take_while(|ch| u8::try_from(*ch).is_ok_and(is_part))
            .take(200)
            .collect();
        let (digits, letters) = (
            body.chars().filter(char::is_ascii_digit).count(),
            body.chars().filter(char::is_ascii_alphabetic).count(),
        );
        let is_aws = matches!(prefix, "AKIA" | "ASIA");
        let is_form = !is_aws
            || (body.len() == 16
                && body
                    .chars()
                    .all(|ch| ch.is_ascii_uppercase() || ch.is_ascii_digit()));
        let is_random = digits >= if is_aws { 1 } else { 2 } && letters >= 4;
        !before.is_some_and(|ch| ch.is_ascii_alphanumeric() || ch == '_')
            && body.len() >= least
            && is_form
            && is_random
            && !word::is_placeholder(&body)
    })
}
