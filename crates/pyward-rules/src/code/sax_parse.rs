use crate::declare::rule;
use crate::xml;
use crate::{Code, Look, Subject, Table};

rule! {
    /// XML is read by `xml.sax`. Where the document is fixed in the source, or the name of the file, pyward's own
    /// mode is silent; the rest it takes for low, as current versions of Expat stop the worst.
    ///
    /// ## Why
    /// A small document can expand to gigabytes where the Expat below is older than 2.4.1, and entities of outside
    /// files and addresses are a setting away.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import xml.sax
    ///
    /// xml.sax.parseString(body, handler)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import defusedxml.sax
    ///
    /// defusedxml.sax.parseString(body, handler)
    /// ```
    ///
    /// ## References
    /// - [XML vulnerabilities in the standard library](https://docs.python.org/3/library/xml.html#xml-security)
    /// - [defusedxml](https://pypi.org/project/defusedxml/)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static SAX_PARSE = {
        name: "sax-parse",
        family: Code,
        summary: "XML read by SAX",
        severity: None,
        confidence: High,
        cwes: [20, 611],
        aliases: ["B317", "S317"],
        subject: Subject::Code(Code::table("B317", "xml_bad_sax", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "xml.sax.parse",
        "xml.sax.parseString",
        "xml.sax.make_parser",
    ],
    xml::call_hit,
)
.judged(xml::judge);
