use crate::declare::rule;
use crate::xml;
use crate::{Code, Look, Subject, Table};

rule! {
    /// XML is read by `xml.etree.cElementTree`. Where the document is fixed in the source, or the name of the file,
    /// pyward's own mode is silent; the rest it takes for low, as current versions of Expat stop the worst.
    ///
    /// ## Why
    /// A small document can expand to gigabytes where the Expat below is older than 2.4.1, and entities of outside
    /// files and addresses are a setting away.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import xml.etree.cElementTree as tree
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
    pub(crate) static C_ELEMENT_TREE_PARSE = {
        name: "c-element-tree-parse",
        family: Code,
        summary: "XML read by cElementTree",
        severity: None,
        confidence: High,
        cwes: [20, 611],
        aliases: ["B313", "S313"],
        subject: Subject::Code(Code::table("B313", "xml_bad_cElementTree", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::calls(
    &[
        "xml.etree.cElementTree.parse",
        "xml.etree.cElementTree.iterparse",
        "xml.etree.cElementTree.fromstring",
        "xml.etree.cElementTree.XMLParser",
    ],
    xml::call_hit,
)
.and_own(&[
    "xml.etree.cElementTree.XML",
    "xml.etree.cElementTree.XMLID",
    "xml.etree.cElementTree.XMLPullParser",
    "xml.etree.cElementTree.fromstringlist",
])
.judged(xml::judge);
