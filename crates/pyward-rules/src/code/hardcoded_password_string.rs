use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Const, Field, Kind, Str};

use crate::declare::rule;
use crate::password;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// Something whose name speaks of a password or token is assigned, compared with, or mapped to a string.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, has the password; and it cannot be changed without a release.
    ///
    /// ## Bad
    /// ```bad app.py
    /// password = "correct horse"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// password = os.environ["APP_PASSWORD"]
    /// ```
    ///
    /// ## References
    /// - [OWASP: hard-coded passwords](https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password)
    /// - [CWE-259: use of a hard-coded password](https://cwe.mitre.org/data/definitions/259.html)
    pub(crate) static HARDCODED_PASSWORD_STRING = {
        name: "hardcoded-password-string",
        family: Code,
        summary: "password written into the source",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [259],
        aliases: ["B105", "S105"],
        subject: Subject::Code(Code::bandit("B105", "hardcoded_password_string", &[Look::Str(find)])),
    };
}

fn find(cx: &Cx<'_>, text: Str<'_>) -> Option<Hit> {
    let node = text.node();
    let parent = node.parent()?;
    let value = match parent.kind() {
        Kind::Assign => {
            let assign = Assign::of(parent)?;
            let named = assign
                .targets()
                .any(|target| target.last_name().is_some_and(password::is_name));
            named.then(|| text.value().to_owned())
        }
        Kind::Dict if node.field() == Field::Keys && password::is_name(text.value()) => {
            node.dict_value().map(shown)
        }
        Kind::Subscript if password::is_name(text.value()) => {
            let assign = parent.parent().filter(|node| node.kind() == Kind::Assign)?;
            let value = assign.child(Field::Value)?.str_value()?;
            Some(value.to_owned())
        }
        Kind::Compare => {
            let left = parent.child(Field::Left)?.last_name()?;
            let first = parent.child(Field::Comparators)?.str_value()?;
            password::is_name(left).then(|| first.to_owned())
        }
        _ => None,
    }?;
    // Nobody's secret is empty, or stands for the lack of one.
    let is_nothing = value.is_empty() || value == "None";
    (cx.is_compat() || !is_nothing).then(|| {
        let message = format!(
            "password written into the source: '{}'",
            password::masked(&value)
        );
        Hit::new(Severity::Low, Confidence::Medium, message)
    })
}

/// A constant for the message.
fn shown(value: Const<'_>) -> String {
    match value {
        Const::Str(text) => text.to_owned(),
        Const::None => "None".to_owned(),
        other => format!("{other:?}"),
    }
}
