use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in an LDAP filter or name. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// `*`, `(` and `)` in it change what is searched for: a login that everybody passes.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// import ldap
    /// from ldap.filter import escape_filter_chars
    ///
    /// connection = ldap.initialize("ldaps://localhost")
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(connection.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=" + request.args["uid"] + ")"))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// import ldap
    /// from ldap.filter import escape_filter_chars
    ///
    /// connection = ldap.initialize("ldaps://localhost")
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     uid = escape_filter_chars(request.args["uid"])
    ///     return str(connection.search_s("dc=x", ldap.SCOPE_SUBTREE, "(uid=" + uid + ")"))
    /// ```
    ///
    /// ## What to do
    /// Escape it: `ldap.filter.escape_filter_chars`, `ldap3.utils.conv.escape_filter_chars`; for names `escape_dn_chars`.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-90](https://cwe.mitre.org/data/definitions/90.html)
    pub(crate) static LDAP_INJECTION = {
        name: "ldap-injection",
        family: Code,
        summary: "text from outside in an LDAP filter or name",
        severity: None,
        confidence: High,
        cwes: [90],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "ldap-injection",
            severity: Severity::High,
            replaces: &[],
        }),
    };
}
