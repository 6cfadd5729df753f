use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::edit;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of PyYAML or ruamel.yaml that builds whatever objects the document asks for is called: `unsafe_load`,
    /// `full_load`, `load_all` without a safe loader, `YAML(typ="unsafe")`.
    ///
    /// ## Why
    /// A tag in the document names what is called while it is loaded.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import yaml
    ///
    /// settings = yaml.unsafe_load(text)
    /// ```
    ///
    /// ```bad app.py
    /// from ruamel.yaml import YAML
    ///
    /// yaml = YAML(typ="unsafe")
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
    /// - [CWE-502: deserialization of untrusted data](https://cwe.mitre.org/data/definitions/502.html)
    pub(crate) static UNSAFE_YAML_FUNCTION = {
        name: "unsafe-yaml-function",
        family: Code,
        summary: "YAML loaded by a function that builds any object",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [502],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find)])),
    };
}

const NAMES: &[&str] = &[
    "yaml.unsafe_load",
    "yaml.unsafe_load_all",
    "yaml.full_load",
    "yaml.full_load_all",
    "yaml.load_all",
    "yaml.UnsafeLoader",
    "yaml.CUnsafeLoader",
    "ruamel.yaml.YAML",
    "ruamel.yaml.load",
    "ruamel.yaml.load_all",
    "ruamel.yaml.unsafe_load",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let loader = call.argument("Loader", 1);
    let loader = loader.and_then(|loader| cx.qualified(loader));
    let is_safe =
        loader.is_some_and(|name| name.ends_with("SafeLoader") || name.ends_with("BaseLoader"));
    let (is_unsafe, safe) = match cx.name() {
        "yaml.load_all" | "ruamel.yaml.load" | "ruamel.yaml.load_all" => (!is_safe, None),
        "ruamel.yaml.YAML" => {
            let kind = call.argument("typ", 0);
            (
                kind.is_some_and(|kind| cx.texts(kind).contains(&"unsafe")),
                None,
            )
        }
        "yaml.unsafe_load" | "yaml.full_load" => (true, Some("safe_load")),
        "yaml.unsafe_load_all" | "yaml.full_load_all" => (true, Some("safe_load_all")),
        _ => (true, None),
    };
    // Since PyYAML 5.4 the full loader builds no objects that call anything.
    let severity = if cx.name().starts_with("yaml.full_load") {
        Severity::Low
    } else {
        Severity::Medium
    };
    let message = "this builds whatever objects the document asks for; use safe_load";
    let hit = is_unsafe.then(|| Hit::new(severity, Confidence::High, message))?;
    let edits = safe.and_then(|safe| Some((safe, edit::sibling(cx, call, safe)?)));
    Some(match edits {
        Some((safe, edits)) => hit.fixed(format!("use {safe}"), edits),
        None => hit,
    })
}
