use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A parser is told to resolve external entities, load DTDs, or read without limits: `XMLParser` of lxml,
    /// `feature_external_ges` of SAX.
    ///
    /// ## Why
    /// A document can then read files of the machine, send requests from it, or fill its memory.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from lxml import etree
    ///
    /// parser = etree.XMLParser(resolve_entities=True)
    /// ```
    ///
    /// ```bad app.py
    /// import xml.sax
    /// from xml.sax.handler import feature_external_ges
    ///
    /// parser = xml.sax.make_parser()
    /// parser.setFeature(feature_external_ges, True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from lxml import etree
    ///
    /// parser = etree.XMLParser(resolve_entities=False, no_network=True)
    /// ```
    ///
    /// ## References
    /// - [lxml: parser options](https://lxml.de/parsing.html#parser-options)
    /// - [defusedxml](https://github.com/tiran/defusedxml)
    /// - [CWE-611: XML external entities](https://cwe.mitre.org/data/definitions/611.html)
    /// - [CWE-776: entity expansion](https://cwe.mitre.org/data/definitions/776.html)
    pub(crate) static XML_EXTERNAL_ENTITIES = {
        name: "xml-external-entities",
        family: Code,
        summary: "XML parser that fetches what documents name",
        severity: None,
        confidence: High,
        cwes: [611, 776],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(&["setFeature"]), sax)])),
    };
}

const NAMES: &[&str] = &[
    "lxml.etree.XMLParser",
    "lxml.etree.iterparse",
    "lxml.etree.XMLPullParser",
    "lxml.etree.ETCompatXMLParser",
    "lxml.objectify.makeparser",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let is_on = |name: &str| call.keyword(name).filter(|value| cx.is_true(*value));
    let (at, what, severity) = is_on("resolve_entities")
        .map(|at| {
            (
                at,
                "entities of the document are resolved, files included",
                Severity::High,
            )
        })
        .or_else(|| {
            let at = call
                .keyword("no_network")
                .filter(|value| cx.is_false(*value))?;
            Some((at, "the document can have requests sent", Severity::High))
        })
        .or_else(|| {
            let at = is_on("load_dtd").or_else(|| is_on("dtd_validation"))?;
            Some((
                at,
                "the document names the DTD that is loaded",
                Severity::Medium,
            ))
        })
        .or_else(|| {
            Some((
                is_on("huge_tree")?,
                "a small document can fill the memory",
                Severity::Low,
            ))
        })?;
    Some(Hit::new(severity, Confidence::High, what).at(at))
}

fn sax<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let feature = call.positional(0)?;
    let state = call.positional(1)?;
    let is_on = cx.is_true(state) || cx.number(state) == Some(1);
    let name = cx.qualified(feature).unwrap_or_default();
    let text = cx.text(feature).unwrap_or("");
    let is_external = ["feature_external_ges", "feature_external_pes"]
        .iter()
        .any(|known| name.ends_with(known))
        || text.ends_with("external-general-entities")
        || text.ends_with("external-parameter-entities");
    let message = "entities of the document are resolved, files included";
    (is_on && is_external).then(|| Hit::new(Severity::High, Confidence::High, message))
}
