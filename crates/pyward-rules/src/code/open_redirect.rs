use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Redirect to wherever the request says. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A link to your site then leads to any other, which borrows your name for a false login.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from flask import redirect, url_for
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return redirect(request.args["next"])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from flask import redirect, url_for
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return redirect(url_for("page"))
    /// ```
    ///
    /// ## What to do
    /// Redirect to places of your own by name, or check the host against a list.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-601](https://cwe.mitre.org/data/definitions/601.html)
    pub(crate) static OPEN_REDIRECT = {
        name: "open-redirect",
        family: Code,
        summary: "redirect to wherever the request says",
        severity: None,
        confidence: High,
        cwes: [601],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "open-redirect",
            severity: Severity::Medium,
            replaces: &[],
        }),
    };
}
