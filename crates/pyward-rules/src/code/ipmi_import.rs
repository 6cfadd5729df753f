use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// `pyghmi`, which speaks IPMI, is imported.
    ///
    /// ## Why
    /// IPMI hands out a digest of the password to whoever asks, to be broken at leisure, and older versions of it
    /// hide nothing.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from pyghmi.ipmi import command
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import redfish
    /// ```
    ///
    /// ## References
    /// - [CISA: risks of using IPMI](https://www.cisa.gov/news-events/alerts/2013/07/26/risks-using-intelligent-platform-management-interface-ipmi)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static IPMI_IMPORT = {
        name: "ipmi-import",
        family: Code,
        summary: "import of an IPMI library",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [319],
        aliases: ["B415", "S415"],
        subject: Subject::Code(Code::table("B415", "import_pyghmi", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::imports(&["pyghmi"], hit);

fn hit(_: &str) -> Hit {
    let message = "pyghmi speaks IPMI, which protects passwords badly; use Redfish over HTTPS";
    Hit::new(Severity::High, Confidence::High, message)
}
