use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Unchecked data kept among trusted data. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// What stands in the session is later taken for checked.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from flask import session
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     session["role"] = request.args["role"]
    ///     return "ok"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from flask import session
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     session["page"] = int(request.args["page"])
    ///     return "ok"
    /// ```
    ///
    /// ## What to do
    /// Check or convert the value before it is kept.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-501](https://cwe.mitre.org/data/definitions/501.html)
    pub(crate) static TRUST_BOUNDARY = {
        name: "trust-boundary",
        family: Code,
        summary: "unchecked data kept among trusted data",
        severity: None,
        confidence: High,
        cwes: [501],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "trust-boundary",
            severity: Severity::Medium,
            replaces: &[],
        }),
    };
}
