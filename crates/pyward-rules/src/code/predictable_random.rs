use pyward_model::{Confidence, Severity};
use pyward_python::views::Node;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// A value comes from `random`. Pyward's own mode is of low confidence about it, as most of them guard nothing.
    ///
    /// ## Why
    /// Who has seen some of its values can tell the next: fine for games and samples, not for tokens, passwords and
    /// keys.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import random
    ///
    /// token = random.getrandbits(128)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import secrets
    ///
    /// token = secrets.token_hex(16)
    /// ```
    ///
    /// ## References
    /// - [secrets](https://docs.python.org/3/library/secrets.html)
    /// - [CWE-330: use of insufficiently random values](https://cwe.mitre.org/data/definitions/330.html)
    pub(crate) static PREDICTABLE_RANDOM = {
        name: "predictable-random",
        family: Code,
        summary: "random value that can be foretold",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [330],
        aliases: ["B311", "S311"],
        subject: Subject::Code(Code::table("B311", "random", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "random.Random",
        "random.random",
        "random.randrange",
        "random.randint",
        "random.choice",
        "random.choices",
        "random.uniform",
        "random.triangular",
        "random.randbytes",
        "random.sample",
        "random.getrandbits",
    ],
    hit,
)
.judged(judge);

fn hit(name: &str) -> Hit {
    let message = format!("{name} can be foretold; use secrets where something rests on it");
    Hit::new(Severity::Low, Confidence::High, message)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a judge may also drop what it is given"
)]
fn judge(_: &Cx<'_>, _: Node<'_>, hit: Hit) -> Option<Hit> {
    Some(Hit {
        confidence: Confidence::Low,
        ..hit
    })
}
