use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Template from outside. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A template is a program: from inside its expressions Python's own objects can be reached.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from flask import render_template_string
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return render_template_string("Hello " + request.args["name"])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from flask import render_template_string
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return render_template_string("Hello {{ name }}", name=request.args["name"])
    /// ```
    ///
    /// ## What to do
    /// Pass values to a fixed template.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-1336](https://cwe.mitre.org/data/definitions/1336.html)
    pub(crate) static TEMPLATE_INJECTION = {
        name: "template-injection",
        family: Code,
        summary: "template from outside",
        severity: None,
        confidence: High,
        cwes: [1336],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "template-injection",
            severity: Severity::High,
            replaces: &["template-from-parts"],
        }),
    };
}
