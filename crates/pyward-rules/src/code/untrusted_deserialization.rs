use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Data from outside rebuilt into objects. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// Pickle and its like call functions that the data names, while it is read.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import json
    /// import pickle
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(pickle.loads(request.data))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import json
    /// import pickle
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(json.loads(request.data))
    /// ```
    ///
    /// ## What to do
    /// Use a format that holds data alone, such as JSON; where objects must travel, sign them and check the signature first.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-502](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static UNTRUSTED_DESERIALIZATION = {
        name: "untrusted-deserialization",
        family: Code,
        summary: "data from outside rebuilt into objects",
        severity: None,
        confidence: High,
        cwes: [502],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "deserialization",
            severity: Severity::High,
            replaces: &["B301", "B302", "B506", "B614", "unsafe-yaml-function", "unsafe-model-load", "numpy-pickle", "pickle-in-disguise"],
        }),
    };
}
