use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// Data is read by `marshal`.
    ///
    /// ## Why
    /// The format is the interpreter's own and is not checked: made-up bytes crash it or become code objects.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import marshal
    ///
    /// code = marshal.loads(body)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import json
    ///
    /// data = json.loads(body)
    /// ```
    ///
    /// ## References
    /// - [marshal](https://docs.python.org/3/library/marshal.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static MARSHAL_CALL = {
        name: "marshal-call",
        family: Code,
        summary: "data read by marshal, which trusts it",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: ["B302", "S302"],
        subject: Subject::Code(Code::table("B302", "marshal", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(&["marshal.load", "marshal.loads"], hit);

fn hit(name: &str) -> Hit {
    let message = format!("{name} trusts what it reads, which can crash Python or become code");
    Hit::new(Severity::Medium, Confidence::High, message)
}
