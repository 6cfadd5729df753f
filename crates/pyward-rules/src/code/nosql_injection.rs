use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Structure from outside in a query of a document store. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// An operator such as `$ne` or `$where` in it changes the question, or runs code in the database.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from pymongo import MongoClient
    ///
    /// users = MongoClient().shop.users
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(users.find_one(request.get_json()))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from pymongo import MongoClient
    ///
    /// users = MongoClient().shop.users
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(users.find_one({"name": str(request.get_json()["name"])}))
    /// ```
    ///
    /// ## What to do
    /// Convert values to the type that is meant (`str(…)`) before they enter a query, and build no code for `$where`.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-943](https://cwe.mitre.org/data/definitions/943.html)
    pub(crate) static NOSQL_INJECTION = {
        name: "nosql-injection",
        family: Code,
        summary: "structure from outside in a query of a document store",
        severity: None,
        confidence: High,
        cwes: [943],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "nosql-injection",
            severity: Severity::High,
            replaces: &[],
        }),
    };
}
