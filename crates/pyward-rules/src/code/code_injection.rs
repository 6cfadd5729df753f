use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside run as Python. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// `eval`, `exec` and their like run whatever the text says, with the rights of the program.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import ast
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(eval(request.args["formula"]))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import ast
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(ast.literal_eval(request.args["formula"]))
    /// ```
    ///
    /// ## What to do
    /// Read the value with a parser for what it is meant to be (`ast.literal_eval`, `json.loads`, a table of allowed names).
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-94](https://cwe.mitre.org/data/definitions/94.html)
    pub(crate) static CODE_INJECTION = {
        name: "code-injection",
        family: Code,
        summary: "text from outside run as Python",
        severity: None,
        confidence: High,
        cwes: [94, 95],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "code-injection",
            severity: Severity::High,
            replaces: &["B102", "B307", "obfuscated-code", "downloaded-code", "model-answer-run"],
        }),
    };
}
