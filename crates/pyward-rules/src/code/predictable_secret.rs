use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Secret made of predictable random numbers. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// `random` is seeded and predictable: who sees some of its numbers knows the next.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import random
    /// import secrets
    /// from flask import make_response
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     response = make_response("ok")
    ///     response.set_cookie("remember", str(random.random()), secure=True, httponly=True, samesite="Lax")
    ///     return response
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import random
    /// import secrets
    /// from flask import make_response
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     response = make_response("ok")
    ///     response.set_cookie("remember", secrets.token_urlsafe(), secure=True, httponly=True, samesite="Lax")
    ///     return response
    /// ```
    ///
    /// ## What to do
    /// Use the `secrets` module.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-330](https://cwe.mitre.org/data/definitions/330.html)
    pub(crate) static PREDICTABLE_SECRET = {
        name: "predictable-secret",
        family: Code,
        summary: "secret made of predictable random numbers",
        severity: None,
        confidence: High,
        cwes: [330, 338],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "weak-randomness",
            severity: Severity::Medium,
            replaces: &["B311", "guessable-secret"],
        }),
    };
}
