use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// `telnetlib` is imported.
    ///
    /// ## Why
    /// Telnet sends passwords and all else as they are; and Python 3.13 no longer has the module.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import telnetlib
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import paramiko
    /// ```
    ///
    /// ## References
    /// - [PEP 594: telnetlib](https://peps.python.org/pep-0594/#telnetlib)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static TELNET_IMPORT = {
        name: "telnet-import",
        family: Code,
        summary: "import of telnetlib",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [319],
        aliases: ["B401", "S401"],
        subject: Subject::Code(Code::table("B401", "import_telnetlib", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::imports(&["telnetlib"], hit);

fn hit(_: &str) -> Hit {
    let message = "telnetlib speaks a protocol that hides nothing; use SSH";
    Hit::new(Severity::High, Confidence::High, message)
}
