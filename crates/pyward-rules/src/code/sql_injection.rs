use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in an SQL statement. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A quote in it ends the value, and what follows is read as SQL.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import sqlite3
    ///
    /// database = sqlite3.connect("shop.db")
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(database.execute("SELECT * FROM goods WHERE name = '" + request.args["name"] + "'").fetchall())
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import sqlite3
    ///
    /// database = sqlite3.connect("shop.db")
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(database.execute("SELECT * FROM goods WHERE name = ?", (request.args["name"],)).fetchall())
    /// ```
    ///
    /// ## What to do
    /// Pass values as parameters; take names of tables and columns from a list of your own.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-89](https://cwe.mitre.org/data/definitions/89.html)
    pub(crate) static SQL_INJECTION = {
        name: "sql-injection",
        family: Code,
        summary: "text from outside in an SQL statement",
        severity: None,
        confidence: High,
        cwes: [89],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "sql-injection",
            severity: Severity::High,
            replaces: &["B608", "B610", "B611"],
        }),
    };
}
