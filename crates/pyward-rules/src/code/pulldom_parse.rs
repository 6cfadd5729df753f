use crate::declare::rule;
use crate::xml;
use crate::{Code, Look, Subject, Table};

rule! {
    /// XML is read by `xml.dom.pulldom`. Where the document is fixed in the source, or the name of the file, pyward's
    /// own mode is silent; the rest it takes for low, as current versions of Expat stop the worst.
    ///
    /// ## Why
    /// A small document can expand to gigabytes where the Expat below is older than 2.4.1, and entities of outside
    /// files and addresses are a setting away.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from xml.dom import pulldom
    ///
    /// events = pulldom.parseString(body)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from defusedxml import pulldom
    ///
    /// events = pulldom.parseString(body)
    /// ```
    ///
    /// ## References
    /// - [XML vulnerabilities in the standard library](https://docs.python.org/3/library/xml.html#xml-security)
    /// - [defusedxml](https://pypi.org/project/defusedxml/)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static PULLDOM_PARSE = {
        name: "pulldom-parse",
        family: Code,
        summary: "XML read by pulldom",
        severity: None,
        confidence: High,
        cwes: [20, 611],
        aliases: ["B319", "S319"],
        subject: Subject::Code(Code::table("B319", "xml_bad_pulldom", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &["xml.dom.pulldom.parse", "xml.dom.pulldom.parseString"],
    xml::call_hit,
)
.judged(xml::judge);
