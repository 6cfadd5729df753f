use pyward_model::{Confidence, Severity};

use crate::declare::rule;
use crate::{Code, Hit, Look, Subject, Table};

rule! {
    /// `pickle`, or a module that reads pickles, is imported. Runs only where it is named: `pickle-call` looks at what is
    /// done with it.
    ///
    /// ## Why
    /// A pickle is a program: whoever wrote it chooses what is called while it is read.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import pickle
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import json
    /// ```
    ///
    /// ## References
    /// - [pickle](https://docs.python.org/3/library/pickle.html)
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static PICKLE_IMPORT = {
        name: "pickle-import",
        family: Code,
        summary: "import of a module that unpickles",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [502],
        aliases: ["B403", "S403"],
        subject: Subject::Code(Code::table("B403", "import_pickle", &[Look::Table(TABLE)]).on_request()),
    };
}

const TABLE: Table = Table::imports(&["pickle", "cPickle", "dill", "shelve"], hit);

fn hit(name: &str) -> Hit {
    let message = format!("{name} reads pickles, which run what they say");
    Hit::new(Severity::Low, Confidence::High, message)
}
