use pyward_model::Severity;

use crate::declare::rule;
use crate::{Flowing, Subject};

rule! {
    /// XML from outside read with entities. The finding shows the way of the data, step by step, through calls and files.
    ///
    /// ## Why
    /// An entity names a file or an address, and the parser puts what it finds there into the document.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from flask import Flask, request
    /// from lxml import etree
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     parser = etree.XMLParser(resolve_entities=True)
    ///     return etree.fromstring(request.data, parser).tag
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from flask import Flask, request
    /// from lxml import etree
    ///
    /// app = Flask(__name__)
    ///
    ///
    /// @app.route("/page", methods=["GET", "POST"])
    /// def page():
    ///     parser = etree.XMLParser(resolve_entities=False)
    ///     return etree.fromstring(request.data, parser).tag
    /// ```
    ///
    /// ## What to do
    /// Switch entities off, or use `defusedxml`.
    ///
    /// ## How sure
    /// High confidence: what anybody can send reaches the place. Medium: through a call whose code is not here, or from
    /// data that was stored before. Low, and of low severity: it comes from the user's own command line, files or
    /// environment.
    ///
    /// ## References
    /// - [CWE-611](https://cwe.mitre.org/data/definitions/611.html)
    pub(crate) static XML_EXTERNAL_ENTITY = {
        name: "xml-external-entity",
        family: Code,
        summary: "XML from outside read with entities",
        severity: None,
        confidence: High,
        cwes: [611],
        aliases: [],
        subject: Subject::Flow(Flowing {
            weakness: "xxe",
            severity: Severity::High,
            replaces: &["xml-external-entities", "B313", "B314", "B318", "B319", "B317"],
        }),
    };
}
