use pyward_model::Severity;

use crate::declare::rule;
use crate::xml;
use crate::{Code, Look, Subject, Table};

rule! {
    /// `xml.etree.ElementTree` is imported. Runs only where it is named: `element-tree-parse` looks at what is done
    /// with it.
    ///
    /// ## Why
    /// A small document can expand to gigabytes where the Expat below is older than 2.4.1, and entities of outside
    /// files and addresses are a setting away.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import xml.etree.ElementTree
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import defusedxml.ElementTree
    /// ```
    ///
    /// ## References
    /// - [XML vulnerabilities in the standard library](https://docs.python.org/3/library/xml.html#xml-security)
    /// - [defusedxml](https://pypi.org/project/defusedxml/)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static ELEMENT_TREE_IMPORT = {
        name: "element-tree-import",
        family: Code,
        summary: "import of xml.etree.ElementTree",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [20, 611],
        aliases: ["B405", "S405"],
        subject: Subject::Code(Code::table("B405", "import_xml_etree", &[Look::Table(TABLE)]).on_request()),
    };
}

const TABLE: Table = Table::imports(
    &["xml.etree.cElementTree", "xml.etree.ElementTree"],
    xml::import_hit,
);
