//! Edits that read XML by defusedxml instead of the standard library.

use pyward_python::Span;
use pyward_python::views::{Call, Import, ImportedName, Kind, Node};

use crate::{Cx, Hit};

/// A module of the standard library, and what stands in for it.
struct Reader {
    module: &'static str,
    defused: &'static str,
    import: &'static str,
    /// The names defusedxml 0.7 has that do the same.
    names: &'static [&'static str],
}

macro_rules! reader {
    ($module:literal, $defused:literal, $names:expr) => {
        Reader {
            module: $module,
            defused: $defused,
            import: concat!("import ", $defused),
            names: $names,
        }
    };
}

const ELEMENT_TREE: &[&str] = &[
    "parse",
    "iterparse",
    "fromstring",
    "XML",
    "XMLParser",
    "tostring",
    "ParseError",
];

const READERS: &[Reader] = &[
    reader!(
        "xml.etree.ElementTree",
        "defusedxml.ElementTree",
        ELEMENT_TREE
    ),
    reader!(
        "xml.etree.cElementTree",
        "defusedxml.ElementTree",
        ELEMENT_TREE
    ),
    reader!(
        "xml.sax",
        "defusedxml.sax",
        &["parse", "parseString", "make_parser"]
    ),
    reader!(
        "xml.sax.expatreader",
        "defusedxml.expatreader",
        &["create_parser"]
    ),
    reader!(
        "xml.dom.minidom",
        "defusedxml.minidom",
        &["parse", "parseString"]
    ),
    reader!(
        "xml.dom.pulldom",
        "defusedxml.pulldom",
        &["parse", "parseString"]
    ),
    reader!(
        "xml.dom.expatbuilder",
        "defusedxml.expatbuilder",
        &["parse", "parseString"]
    ),
];

const TITLE: &str = "read XML by defusedxml";

/// The hit with the edit that makes a call one of defusedxml, where that has the function.
pub(crate) fn fixed(cx: &Cx<'_>, call: Call<'_>, hit: Hit) -> Hit {
    let Some((reader, name)) = meant(cx, call) else {
        return hit;
    };
    let fixed = if let Some(edit) = instead(cx, call, reader) {
        hit.fixed(TITLE, vec![edit])
    } else if is_free(cx) {
        let func = call.func().span();
        let edit = (func, format!("{}.{name}", reader.defused));
        hit.fixed(TITLE, vec![edit]).importing(reader.import)
    } else {
        return hit;
    };
    fixed.needing("defusedxml")
}

/// The reader a call is of, and the function.
fn meant(cx: &Cx<'_>, call: Call<'_>) -> Option<(&'static Reader, &'static str)> {
    let whole = cx.qualified(call.func())?;
    let (module, last) = whole.rsplit_once('.')?;
    let reader = READERS.iter().find(|reader| reader.module == module)?;
    let name = reader.names.iter().find(|name| **name == last)?;
    Some((reader, name))
}

/// Whether `defusedxml` means nothing else in the module.
fn is_free(cx: &Cx<'_>) -> bool {
    let written = cx.occurrences();
    match written.import("defusedxml") {
        Some((import, name)) => !import.is_from() && name.alias.is_none(),
        None => !written.is_taken("defusedxml", &cx.module().source().text),
    }
}

/// The edit that imports the stand-in under the same name, where all that is used of it is there too.
fn instead(cx: &Cx<'_>, call: Call<'_>, reader: &Reader) -> Option<(Span, String)> {
    let func = call.func();
    let base = match func.attribute() {
        Some(_) => func.children().next()?.name_id()?,
        None => func.name_id()?,
    };
    let written = cx.occurrences();
    let (import, name) = written.import(base)?;
    if import.level() > 0 {
        return None;
    }
    if let (true, Some(module)) = (import.is_from(), import.module())
        && module == reader.module
    {
        // `from xml.etree.ElementTree import parse`.
        let has_all = import.names().all(|name| reader.names.contains(&name.name));
        return module_edit(cx, import, module, reader.defused).filter(|_| has_all);
    }
    let is_known = |node: &Node<'_>| {
        let around = node.parent();
        let is_object = |around: &Node<'_>| around.kind() == Kind::Attribute;
        let last = around.filter(is_object).and_then(Node::attribute);
        last.is_some_and(|last| reader.names.contains(&last))
    };
    if !written.uses(base)?.iter().all(is_known) {
        return None;
    }
    of_module(cx, import, name, reader)
}

/// The same for `import xml.etree.ElementTree as tree` and `from xml.etree import ElementTree`.
fn of_module(
    cx: &Cx<'_>,
    import: Import<'_>,
    name: ImportedName<'_>,
    reader: &Reader,
) -> Option<(Span, String)> {
    if !import.is_from() {
        let alias = name.alias.filter(|_| name.name == reader.module)?;
        return Some((name.node.span(), format!("{} as {alias}", reader.defused)));
    }
    let (package, last) = reader.module.rsplit_once('.')?;
    let (stand_in, same) = reader.defused.rsplit_once('.')?;
    let is_alone = import.names().count() == 1;
    let is_same = import.module() == Some(package) && name.name == last && same == last;
    module_edit(cx, import, package, stand_in).filter(|_| is_alone && is_same)
}

/// The edit of the module behind `from`.
fn module_edit(
    cx: &Cx<'_>,
    import: Import<'_>,
    module: &str,
    instead: &str,
) -> Option<(Span, String)> {
    let text = import.node().text();
    let rest = text.strip_prefix("from")?.trim_start();
    rest.strip_prefix(module)?
        .starts_with(char::is_whitespace)
        .then_some(())?;
    let start = import.node().span().start + (text.len() - rest.len());
    let span = cx.module().span(start, start + module.len());
    Some((span, instead.to_owned()))
}
