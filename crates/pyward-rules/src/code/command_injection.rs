use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in a command. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A shell reads the whole text: `;`, `|` or `$( )` in it begin a command of the sender's.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import os
    /// import shlex
    /// import subprocess
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return os.popen("ping -c1 " + request.args["host"]).read()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import os
    /// import shlex
    /// import subprocess
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return subprocess.check_output(["ping", "-c1", "--", shlex.quote(request.args["host"])])
    /// ```
    ///
    /// ## What to do
    /// Pass a list without a shell, with `--` before what is not yours; check the value against a list of allowed ones.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-78](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static COMMAND_INJECTION = {
        name: "command-injection",
        family: Code,
        summary: "text from outside in a command",
        severity: None,
        confidence: High,
        cwes: [78, 88],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "command-injection",
            severity: Severity::High,
            replaces: &["B602", "B603", "B604", "B605", "B606", "B607", "B609", "B601"],
        }),
    };
}
