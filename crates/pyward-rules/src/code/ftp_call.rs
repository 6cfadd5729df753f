use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// A connection is made by `ftplib.FTP`. `FTP_TLS` is left alone.
    ///
    /// ## Why
    /// FTP sends passwords and files as they are, for everyone on the way to read and change.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ftplib
    ///
    /// server = ftplib.FTP(host, user, password)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ftplib
    ///
    /// server = ftplib.FTP_TLS(host, user, password)
    /// server.prot_p()
    /// ```
    ///
    /// ## References
    /// - [ftplib](https://docs.python.org/3/library/ftplib.html)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static FTP_CALL = {
        name: "ftp-call",
        family: Code,
        summary: "connection by FTP, which hides nothing",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [319],
        aliases: ["B321", "S321"],
        subject: Subject::Code(Code::table("B321", "ftplib", &[Look::Table(TABLE)]).supersedes(&["cleartext-login"])),
    };
}

const TABLE: Table = Table::calls(&["ftplib.FTP"], hit);

fn hit(_: &str) -> Hit {
    let message = "FTP sends everything unencrypted; use FTP_TLS or SFTP";
    Hit::new(Severity::High, Confidence::High, message)
}
