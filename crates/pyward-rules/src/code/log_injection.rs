use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in a log. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A line break in it writes a line that looks like the program's own.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import logging
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     logging.info("login of " + request.args["name"])
    ///     return "ok"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import logging
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     logging.info("login of %s", request.args["name"].replace("\n", " ").replace("\r", " "))
    ///     return "ok"
    /// ```
    ///
    /// ## What to do
    /// Replace line breaks, or log structured records whose writer escapes them.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-117](https://cwe.mitre.org/data/definitions/117.html)
    pub(crate) static LOG_INJECTION = {
        name: "log-injection",
        family: Code,
        summary: "text from outside in a log",
        severity: None,
        confidence: High,
        cwes: [117],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "log-injection",
            severity: Severity::Low,
            replaces: &[],
        }),
    };
}
