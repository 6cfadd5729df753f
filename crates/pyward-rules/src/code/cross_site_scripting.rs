use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in a page. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A script in it runs in the browser of whoever looks at the page.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from markupsafe import escape
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return "<h1>" + request.args["name"] + "</h1>"
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from markupsafe import escape
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return "<h1>" + escape(request.args["name"]) + "</h1>"
    /// ```
    ///
    /// ## What to do
    /// Escape it, or render it by a template that does.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-79](https://cwe.mitre.org/data/definitions/79.html)
    pub(crate) static CROSS_SITE_SCRIPTING = {
        name: "cross-site-scripting",
        family: Code,
        summary: "text from outside in a page",
        severity: None,
        confidence: High,
        cwes: [79],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "xss",
            severity: Severity::High,
            replaces: &["B308", "B703", "B704", "safe-mark-on-formatted-text"],
        }),
    };
}
