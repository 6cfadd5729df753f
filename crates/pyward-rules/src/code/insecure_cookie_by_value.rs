use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// A cookie without `Secure` or `HttpOnly`, found by following values: the flag is off where it was written, in a setting
    /// of another file say, or in a dict of options.
    ///
    /// ## Why
    /// A cookie without `Secure` is sent over plain HTTP, too, where anybody on the way can read it; one without `HttpOnly` is there
    /// for any script on the page.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, make_response
    ///
    /// app = Flask(__name__)
    /// FLAGS = {"httponly": True, "secure": False}
    ///
    ///
    /// @app.route("/login")
    /// def login():
    ///     response = make_response("welcome")
    ///     response.set_cookie("session", "1", **FLAGS)
    ///     return response
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, make_response
    ///
    /// app = Flask(__name__)
    /// FLAGS = {"httponly": True, "secure": True}
    ///
    ///
    /// @app.route("/login")
    /// def login():
    ///     response = make_response("welcome")
    ///     response.set_cookie("session", "1", **FLAGS)
    ///     return response
    /// ```
    ///
    /// ## What to do
    /// Pass `secure=True` and `httponly=True`, and let nothing but a test switch it off.
    ///
    /// ## How sure
    /// High confidence where the method is known to be that of a response, medium where only its name is.
    ///
    /// ## References
    /// - [CWE-614: cookie without the secure flag](https://cwe.mitre.org/data/definitions/614.html)
    /// - [CWE-1004: cookie without HttpOnly](https://cwe.mitre.org/data/definitions/1004.html)
    pub(crate) static INSECURE_COOKIE_BY_VALUE = {
        name: "insecure-cookie-by-value",
        family: Code,
        summary: "cookie without protection, found by following values",
        severity: None,
        confidence: High,
        cwes: [614, 1004],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "insecure-cookie",
            severity: Severity::Medium,
            replaces: &["insecure-cookie"],
        }),
    };
}
