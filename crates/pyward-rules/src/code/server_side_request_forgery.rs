use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Request to wherever the sender says. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// The server reaches what the sender cannot: internal services, the cloud's metadata.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import requests
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return requests.get(request.args["url"], timeout=5).text
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import requests
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return requests.get("https://api.example.com/items", params={"q": request.args["q"]}, timeout=5).text
    /// ```
    ///
    /// ## What to do
    /// Choose the host yourself, or check it against a list after parsing, and follow no redirects.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-918](https://cwe.mitre.org/data/definitions/918.html)
    pub(crate) static SERVER_SIDE_REQUEST_FORGERY = {
        name: "server-side-request-forgery",
        family: Code,
        summary: "request to wherever the sender says",
        severity: None,
        confidence: High,
        cwes: [918],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "ssrf",
            severity: Severity::High,
            replaces: &["B310"],
        }),
    };
}
