use pyward_model::{Confidence, Severity};
use pyward_python::views::{Kind, Str};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// An address in the source carries a user name and a password.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, can sign in; and addresses end in logs.
    ///
    /// ## Bad
    /// ```bad app.py
    /// DATABASE = "postgresql://app:kW83mz0q@db.example.org/app"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// DATABASE = os.environ["DATABASE_URL"]
    /// ```
    ///
    /// ## References
    /// - [OWASP: hard-coded passwords](https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password)
    /// - [CWE-798: use of hard-coded credentials](https://cwe.mitre.org/data/definitions/798.html)
    pub(crate) static PASSWORD_IN_URL = {
        name: "password-in-url",
        family: Code,
        summary: "password in an address",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [798],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Str(find)]).supersedes(&["B105"])),
    };
}

fn find(cx: &Cx<'_>, text: Str<'_>) -> Option<Hit> {
    let (scheme, rest) = text.value().split_once("://")?;
    let authority = rest.split(['/', '?', '#', ' ', '\n']).next()?;
    let (account, host) = authority.rsplit_once('@')?;
    let (user, password) = account.split_once(':')?;
    let is_plain = |text: &str| {
        !text.is_empty() && !text.contains(['{', '}', '%', '$', '<', '>', '*', '[', '\\', '('])
    };
    let is_named = scheme.len() > 1
        && scheme
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || "+-.".contains(ch));
    let common = [
        "password", "passwd", "pass", "pw", "pwd", "secret", "guest", "postgres", "root", "admin",
        "token", "key", "user", "scott", "tiger", "bar", "foo",
    ];
    let is_real = password.len() >= 4
        && !common
            .iter()
            .any(|word| password.eq_ignore_ascii_case(word))
        && !password.eq_ignore_ascii_case(user)
        && !word::is_placeholder(password);
    let is_local = ["localhost", "127.0.0.1", "example"]
        .iter()
        .any(|local| host.starts_with(local));
    let is_whole = text
        .parent()
        .is_none_or(|around| around.kind() != Kind::JoinedStr);
    let message = "a password stands in an address in the source";
    (is_named
        && is_plain(user)
        && is_plain(password)
        && is_real
        && !is_local
        && is_whole
        && !setting::is_test(cx))
    .then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}
