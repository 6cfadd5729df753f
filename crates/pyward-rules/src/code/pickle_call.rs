use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// Data is read by `pickle` or something built on it.
    ///
    /// ## Why
    /// A pickle is a program: whoever wrote it chooses what is called while it is read.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import pickle
    ///
    /// data = pickle.loads(body)
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
    /// - [pickle](https://docs.python.org/3/library/pickle.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static PICKLE_CALL = {
        name: "pickle-call",
        family: Code,
        summary: "unpickling, which runs what the data says",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: ["B301", "S301"],
        subject: Subject::Code(Code::table("B301", "pickle", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "pickle.loads",
        "pickle.load",
        "pickle.Unpickler",
        "dill.loads",
        "dill.load",
        "dill.Unpickler",
        "shelve.open",
        "shelve.DbfilenameShelf",
        "jsonpickle.decode",
        "jsonpickle.unpickler.decode",
        "jsonpickle.unpickler.Unpickler",
        "pandas.read_pickle",
    ],
    hit,
);

fn hit(name: &str) -> Hit {
    let message = format!("{name} runs what the data says");
    Hit::new(Severity::Medium, Confidence::High, message)
}
