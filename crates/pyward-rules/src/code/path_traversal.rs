use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Path from outside. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// `../` or a leading `/` leads out of the folder that is meant.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from flask import send_from_directory
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return open("files/" + request.args["name"]).read()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from flask import send_from_directory
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return send_from_directory("files", request.args["name"])
    /// ```
    ///
    /// ## What to do
    /// Take the last part alone (`os.path.basename`, `secure_filename`), or resolve the path and check that it is still below the folder (`Path.is_relative_to`).
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-22](https://cwe.mitre.org/data/definitions/22.html)
    pub(crate) static PATH_TRAVERSAL = {
        name: "path-traversal",
        family: Code,
        summary: "path from outside",
        severity: None,
        confidence: High,
        cwes: [22, 73],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "path-traversal",
            severity: Severity::High,
            replaces: &["B202", "archive-unpacked-anywhere"],
        }),
    };
}
