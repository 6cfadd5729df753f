use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// `subprocess` is imported. Runs only where it is named: `subprocess-with-shell` and its like look at what is
    /// started.
    ///
    /// ## Why
    /// What is started, and with which arguments, is worth a look where either comes from outside.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import subprocess
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import shutil
    /// ```
    ///
    /// ## References
    /// - [subprocess: security considerations](https://docs.python.org/3/library/subprocess.html#security-considerations)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static SUBPROCESS_IMPORT = {
        name: "subprocess-import",
        family: Code,
        summary: "import of subprocess",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [78],
        aliases: ["B404", "S404"],
        subject: Subject::Code(Code::table("B404", "import_subprocess", &[Look::Table(TABLE)]).on_request()),
    };
}

const TABLE: Table = Table::imports(&["subprocess"], hit);

fn hit(_: &str) -> Hit {
    let message = "subprocess starts programs; look at where their arguments come from";
    Hit::new(Severity::Low, Confidence::High, message)
}
