use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in a response header. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A line break in it ends the header, and begins another or the body.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from flask import make_response
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     response = make_response("ok")
    ///     response.headers["X-Name"] = request.args["name"]
    ///     return response
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from flask import make_response
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     response = make_response("ok")
    ///     response.headers["X-Count"] = str(int(request.args["count"]))
    ///     return response
    /// ```
    ///
    /// ## What to do
    /// Refuse values with line breaks, or encode them.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-113](https://cwe.mitre.org/data/definitions/113.html)
    pub(crate) static HEADER_INJECTION = {
        name: "header-injection",
        family: Code,
        summary: "text from outside in a response header",
        severity: None,
        confidence: High,
        cwes: [113],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "header-injection",
            severity: Severity::Medium,
            replaces: &[],
        }),
    };
}
