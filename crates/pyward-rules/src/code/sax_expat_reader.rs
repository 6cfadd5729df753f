use crate::declare::rule;
use crate::xml;
use crate::{Code, Look, Subject, Table};

rule! {
    /// A SAX reader is made by `xml.sax.expatreader`. Pyward's own mode takes it for low, as current versions of
    /// Expat stop the worst.
    ///
    /// ## Why
    /// A small document can expand to gigabytes where the Expat below is older than 2.4.1, and entities of outside
    /// files and addresses are a setting away.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from xml.sax import expatreader
    ///
    /// reader = expatreader.create_parser()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from defusedxml import expatreader
    ///
    /// reader = expatreader.create_parser()
    /// ```
    ///
    /// ## References
    /// - [XML vulnerabilities in the standard library](https://docs.python.org/3/library/xml.html#xml-security)
    /// - [defusedxml](https://pypi.org/project/defusedxml/)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static SAX_EXPAT_READER = {
        name: "sax-expat-reader",
        family: Code,
        summary: "SAX reader made from Expat",
        severity: None,
        confidence: High,
        cwes: [20, 611],
        aliases: ["B315", "S315"],
        subject: Subject::Code(Code::table("B315", "xml_bad_expatreader", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table =
    Table::calls(&["xml.sax.expatreader.create_parser"], xml::call_hit).judged(xml::judge);
