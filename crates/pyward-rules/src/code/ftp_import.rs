use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// `ftplib` is imported. Runs only where it is named: `ftp-call` looks at what is done with it.
    ///
    /// ## Why
    /// FTP sends passwords and files as they are, for everyone on the way to read and change.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ftplib
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import paramiko
    /// ```
    ///
    /// ## References
    /// - [ftplib](https://docs.python.org/3/library/ftplib.html)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static FTP_IMPORT = {
        name: "ftp-import",
        family: Code,
        summary: "import of ftplib",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [319],
        aliases: ["B402", "S402"],
        subject: Subject::Code(Code::table("B402", "import_ftplib", &[Look::Table(TABLE)]).on_request()),
    };
}

const TABLE: Table = Table::imports(&["ftplib"], hit);

fn hit(_: &str) -> Hit {
    let message = "ftplib speaks a protocol that hides nothing unless FTP_TLS is used";
    Hit::new(Severity::High, Confidence::High, message)
}
