use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Weak hash, found by following values. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// Collisions of MD5 and SHA-1 can be made at will; where an algorithm is chosen by a value, the value decides.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import hashlib
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     algorithms = {"fast": "md5", "safe": "sha256"}
    ///     name = algorithms["fast"]
    ///     return hashlib.new(name, request.data).hexdigest()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import hashlib
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     algorithms = {"fast": "md5", "safe": "sha256"}
    ///     name = algorithms["safe"]
    ///     return hashlib.new(name, request.data).hexdigest()
    /// ```
    ///
    /// ## What to do
    /// Use SHA-256 or BLAKE2; where nothing depends on it, say so: `usedforsecurity=False`.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-328](https://cwe.mitre.org/data/definitions/328.html)
    pub(crate) static WEAK_HASH_BY_VALUE = {
        name: "weak-hash-by-value",
        family: Code,
        summary: "weak hash, found by following values",
        severity: None,
        confidence: High,
        cwes: [328, 327],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "weak-hash",
            severity: Severity::Medium,
            replaces: &[],
        }),
    };
}
