use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// `tempfile.mktemp` makes up the name of a temporary file.
    ///
    /// ## Why
    /// Between the name and the file someone else can put a file, or a link to another, under that name.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import tempfile
    ///
    /// path = tempfile.mktemp()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import tempfile
    ///
    /// handle, path = tempfile.mkstemp()
    /// ```
    ///
    /// ## References
    /// - [tempfile: deprecated functions](https://docs.python.org/3/library/tempfile.html#deprecated-functions-and-variables)
    /// - [CWE-377: insecure temporary file](https://cwe.mitre.org/data/definitions/377.html)
    pub(crate) static GUESSABLE_TEMPORARY_NAME = {
        name: "guessable-temporary-name",
        family: Code,
        summary: "temporary file named before it is made",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [377],
        aliases: ["B306", "S306"],
        subject: Subject::Code(Code::table("B306", "mktemp_q", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["tempfile.mktemp"], hit);

fn hit(_: &str) -> Hit {
    let message =
        "tempfile.mktemp leaves time for someone else to take the name; use tempfile.mkstemp";
    Hit::new(Severity::Medium, Confidence::High, message)
}
