use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// A connection is made by `telnetlib`.
    ///
    /// ## Why
    /// Telnet sends passwords and all else as they are, for everyone on the way to read and change.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import telnetlib
    ///
    /// session = telnetlib.Telnet(host)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import paramiko
    ///
    /// session = paramiko.SSHClient()
    /// session.load_system_host_keys()
    /// session.connect(host)
    /// ```
    ///
    /// ## References
    /// - [PEP 594: telnetlib](https://peps.python.org/pep-0594/#telnetlib)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static TELNET_CALL = {
        name: "telnet-call",
        family: Code,
        summary: "connection by Telnet, which hides nothing",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [319],
        aliases: ["B312", "S312"],
        subject: Subject::Code(Code::table("B312", "telnetlib", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["telnetlib.Telnet"], hit);

fn hit(_: &str) -> Hit {
    let message = "Telnet sends everything unencrypted; use SSH";
    Hit::new(Severity::High, Confidence::High, message)
}
