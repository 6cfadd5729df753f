use pyward_model::{Confidence, Severity};
use pyward_python::Span;
use pyward_python::views::{Call, Class, Node};

use crate::declare::rule;
use crate::edit;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `yaml.load` is called with a loader other than the safe ones.
    ///
    /// ## Why
    /// A tag in the document (`!!python/object/apply:os.system`) names what is called while it is loaded.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import yaml
    ///
    /// settings = yaml.load(text, Loader=yaml.Loader)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import yaml
    ///
    /// settings = yaml.safe_load(text)
    /// ```
    ///
    /// ## References
    /// - [PyYAML: loading YAML](https://pyyaml.org/wiki/PyYAMLDocumentation)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static UNSAFE_YAML_LOAD = {
        name: "unsafe-yaml-load",
        family: Code,
        summary: "YAML loaded by a loader that builds any object",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [20, 502],
        aliases: ["B506", "S506"],
        subject: Subject::Code(Code::bandit("B506", "yaml_load", &[Look::Call(Names::Last(&["load"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let is_yaml = if cx.is_compat() {
        cx.is_imported("yaml") && cx.name().split('.').any(|part| part == "yaml")
    } else {
        cx.name() == "yaml.load"
    };
    let is_safe = |loader: Option<Node<'a>>| {
        let name = loader.and_then(Node::loose_text);
        matches!(name, Some("SafeLoader" | "CSafeLoader"))
            || (!cx.is_compat() && loader.is_some_and(|loader| is_plain(cx, loader)))
    };
    let is_unsafe = is_yaml && !is_safe(call.keyword("Loader")) && !is_safe(call.positional(1));
    let message = "yaml.load builds whatever objects the document asks for; use yaml.safe_load";
    let hit = is_unsafe.then(|| Hit::new(Severity::Medium, Confidence::High, message))?;
    Some(match safe_load(cx, call) {
        Some(edits) => hit.fixed("use yaml.safe_load", edits),
        None => hit,
    })
}

/// Loaders that build nothing but plain values.
const PLAIN: &[&str] = &["SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"];

/// Whether a loader is one of these under another name, or a class of this file that is made of one.
fn is_plain<'a>(cx: &Cx<'a>, loader: Node<'a>) -> bool {
    let means = |node: Node<'a>| {
        let name = cx.qualified(node);
        name.is_some_and(|name| {
            let last = name.rsplit('.').next().unwrap_or_default();
            PLAIN.contains(&last)
        })
    };
    if loader
        .loose_text()
        .is_some_and(|name| PLAIN.contains(&name))
        || means(loader)
    {
        return true;
    }
    let Some(root) = std::iter::successors(loader.parent(), |node| node.parent()).last() else {
        return false;
    };
    let mut classes = root.children().filter_map(Class::of);
    classes.any(|class| Some(class.name()) == loader.last_name() && class.bases().any(means))
}

/// The edits that make a call of `yaml.load` one of `yaml.safe_load`.
fn safe_load(cx: &Cx<'_>, call: Call<'_>) -> Option<Vec<(Span, String)>> {
    if cx.is_compat() {
        return None;
    }
    let mut edits = edit::sibling(cx, call, "safe_load")?;
    if let Some(loader) = call.argument("Loader", 1) {
        edits.push(edit::without(call, loader)?);
    }
    (!call.has_unpacking()).then_some(edits)
}
