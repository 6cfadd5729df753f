use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// Text from outside in an XPath expression. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// A quote in it changes which nodes are found: a check that everybody passes.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from lxml import etree
    ///
    /// tree = etree.parse("users.xml", etree.XMLParser(resolve_entities=False))
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(tree.xpath("//user[@name='" + request.args["name"] + "']"))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from lxml import etree
    ///
    /// tree = etree.parse("users.xml", etree.XMLParser(resolve_entities=False))
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     return str(tree.xpath("//user[@name=$name]", name=request.args["name"]))
    /// ```
    ///
    /// ## What to do
    /// Pass values as variables of the expression.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-643](https://cwe.mitre.org/data/definitions/643.html)
    pub(crate) static XPATH_INJECTION = {
        name: "xpath-injection",
        family: Code,
        summary: "text from outside in an XPath expression",
        severity: None,
        confidence: High,
        cwes: [643],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "xpath-injection",
            severity: Severity::High,
            replaces: &[],
        }),
    };
}
