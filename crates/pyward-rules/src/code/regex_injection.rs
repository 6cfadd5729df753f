use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Pattern from outside. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// Some patterns take exponential time on short texts: one request stops the server.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import re
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(re.match(request.args["pattern"], "text"))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import re
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(re.match(re.escape(request.args["pattern"]), "text"))
    /// ```
    ///
    /// ## What to do
    /// Escape it with `re.escape`, or use an engine whose time is bounded.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-1333](https://cwe.mitre.org/data/definitions/1333.html)
    pub(crate) static REGEX_INJECTION = {
        name: "regex-injection",
        family: Code,
        summary: "pattern from outside",
        severity: None,
        confidence: High,
        cwes: [1333, 730],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "regex-injection",
            severity: Severity::Medium,
            replaces: &["slow-regex"],
        }),
    };
}
