use crate::declare::rule;
use crate::xml;
use crate::{Code, Look, Subject, Table};

rule! {
    /// XML is read by `xml.etree.ElementTree`. Where the document is fixed in the source, or the name of the file,
    /// pyward's own mode is silent; the rest it takes for low, as current versions of Expat stop the worst.
    ///
    /// ## Why
    /// A small document can expand to gigabytes where the Expat below is older than 2.4.1, and entities of outside
    /// files and addresses are a setting away.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import xml.etree.ElementTree as tree
    ///
    /// root = tree.fromstring(body)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import defusedxml.ElementTree as tree
    ///
    /// root = tree.fromstring(body)
    /// ```
    ///
    /// ## References
    /// - [XML vulnerabilities in the standard library](https://docs.python.org/3/library/xml.html#xml-security)
    /// - [defusedxml](https://pypi.org/project/defusedxml/)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static ELEMENT_TREE_PARSE = {
        name: "element-tree-parse",
        family: Code,
        summary: "XML read by ElementTree",
        severity: None,
        confidence: High,
        cwes: [20, 611],
        aliases: ["B314", "S314"],
        subject: Subject::Code(Code::table("B314", "xml_bad_ElementTree", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "xml.etree.ElementTree.parse",
        "xml.etree.ElementTree.iterparse",
        "xml.etree.ElementTree.fromstring",
        "xml.etree.ElementTree.XMLParser",
    ],
    xml::call_hit,
)
.and_own(&[
    "xml.etree.ElementTree.XML",
    "xml.etree.ElementTree.XMLID",
    "xml.etree.ElementTree.XMLPullParser",
    "xml.etree.ElementTree.fromstringlist",
])
.judged(xml::judge);
