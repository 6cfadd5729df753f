//! The tree, in its formats.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pyward_model::{Component, ComponentId, Origin, Scope, Version, printable};
use serde_json::{Value, json};

use super::graph::{Graph, Way};

/// How many places a package is asked for at are named.
const PLACES: usize = 3;

/// For people. What is drawn already is not drawn again: `(*)` stands for what is below it.
pub(super) fn human(graph: &Graph<'_>, tops: &[ComponentId], depth: usize, quiet: bool) -> String {
    let mut text = String::new();
    let mut drawn = BTreeSet::new();
    for top in tops {
        draw(graph, *top, depth, &mut drawn, &mut text);
    }
    if !quiet {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&summary(graph));
    }
    text
}

/// One line of the tree that is still to be drawn.
struct Line {
    id: ComponentId,
    /// For each level above whether more comes on it, and for its own.
    more: Vec<bool>,
}

fn draw(
    graph: &Graph<'_>,
    top: ComponentId,
    depth: usize,
    drawn: &mut BTreeSet<ComponentId>,
    text: &mut String,
) {
    let mut open = vec![Line {
        id: top,
        more: Vec::new(),
    }];
    while let Some(Line { id, more }) = open.pop() {
        if let Some((last, above)) = more.split_last() {
            for level in above {
                text.push_str(if *level { "│   " } else { "    " });
            }
            text.push_str(if *last { "├── " } else { "└── " });
        }
        text.push_str(&label(graph, id));
        let below = graph.below(id);
        if below.is_empty() {
            text.push('\n');
            continue;
        }
        if !drawn.insert(id) {
            text.push_str(" (*)\n");
            continue;
        }
        if more.len() >= depth {
            // It may be met again where there is room.
            drawn.remove(&id);
            text.push_str(" …\n");
            continue;
        }
        text.push('\n');
        for (at, child) in below.iter().enumerate().rev() {
            let mut more = more.clone();
            more.push(at + 1 < below.len());
            open.push(Line { id: *child, more });
        }
    }
}

/// `celery[redis] 4.4.7 (dev) ; python_version < "3.13"`.
fn label(graph: &Graph<'_>, id: ComponentId) -> String {
    let component = graph.component(id);
    let mut text = printable(component.name.as_str()).into_owned();
    if !component.extras.is_empty() {
        let extras: Vec<_> = component
            .extras
            .iter()
            .map(|extra| printable(extra))
            .collect();
        let _ = write!(text, "[{}]", extras.join(","));
    }
    match (&component.version, &component.requirement) {
        (Some(version), _) => {
            let _ = write!(text, " {}", printable(version.as_str()));
        }
        (None, Some(requirement)) if !requirement.is_empty() => {
            let _ = write!(text, " {} (not pinned)", printable(requirement));
        }
        (None, _) => text.push_str(" (not pinned)"),
    }
    if let Some(place) = elsewhere(&component.origin) {
        let _ = write!(text, " @ {}", printable(place));
    }
    let scopes: Vec<String> = component
        .scopes
        .iter()
        .filter(|scope| **scope != Scope::Main)
        .map(ToString::to_string)
        .collect();
    let is_main = component.scopes.contains(&Scope::Main);
    if !scopes.is_empty() && !is_main {
        let _ = write!(text, " ({})", scopes.join(", "));
    }
    if !component.markers.is_empty() {
        let markers: Vec<_> = component
            .markers
            .iter()
            .map(|marker| printable(marker))
            .collect();
        let _ = write!(text, " ; {}", markers.join(" or "));
    }
    if graph.way == Way::Up && component.direct {
        let mut places: Vec<String> = component
            .locations
            .iter()
            .map(ToString::to_string)
            .collect();
        places.dedup();
        places.truncate(PLACES);
        let _ = write!(text, "  <- asked for in {}", printable(&places.join(", ")));
    }
    text
}

/// Where a package comes from, if that is no index.
fn elsewhere(origin: &Origin) -> Option<&str> {
    match origin {
        Origin::Index | Origin::NamedIndex(_) => None,
        Origin::Url(place) | Origin::Vcs { url: place, .. } | Origin::Path { path: place, .. } => {
            Some(place)
        }
    }
}

/// Names that are there in more than one version.
fn duplicates<'a>(graph: &Graph<'a>) -> BTreeMap<&'a str, BTreeSet<&'a Version>> {
    let mut versions: BTreeMap<&str, BTreeSet<&Version>> = BTreeMap::new();
    for id in graph.shown() {
        let component = graph.component(id);
        let entry = versions.entry(component.name.as_str()).or_default();
        entry.extend(&component.version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    versions
}

fn summary(graph: &Graph<'_>) -> String {
    let components: Vec<&Component> = graph.shown().map(|id| graph.component(id)).collect();
    let direct = components
        .iter()
        .filter(|component| component.direct)
        .count();
    let noun = if components.len() == 1 {
        "package"
    } else {
        "packages"
    };
    let mut text = format!("{} {noun}, {direct} asked for\n", components.len());
    let open = components
        .iter()
        .filter(|component| component.version.is_none());
    match open.count() {
        0 => {}
        count => {
            let _ = writeln!(text, "{count} not pinned");
        }
    }
    for (name, versions) in duplicates(graph) {
        let versions: Vec<_> = versions
            .iter()
            .map(|version| printable(version.as_str()))
            .collect();
        let _ = writeln!(
            text,
            "{} is there in several versions: {}",
            printable(name),
            versions.join(", ")
        );
    }
    text
}

/// For programs: every package once, with who needs it and whom it needs.
pub(super) fn json(graph: &Graph<'_>, tops: &[ComponentId]) -> String {
    let purls = |ids: &[ComponentId]| -> Vec<String> {
        let purl = |id: &ComponentId| graph.component(*id).purl().to_string();
        ids.iter().map(purl).collect()
    };
    // With names asked for, only what is met from there.
    let mut met = BTreeSet::new();
    let mut open = tops.to_vec();
    while let Some(id) = open.pop() {
        if met.insert(id) {
            open.extend(graph.below(id));
        }
    }
    let packages: Vec<Value> = met
        .iter()
        .map(|id| {
            let component = graph.component(*id);
            let (needs, needed_by) = match graph.way {
                Way::Down => (graph.below(*id), graph.above(*id)),
                Way::Up => (graph.above(*id), graph.below(*id)),
            };
            let scopes: Vec<String> = component.scopes.iter().map(ToString::to_string).collect();
            let places: Vec<String> = component
                .locations
                .iter()
                .map(ToString::to_string)
                .collect();
            json!({
                "purl": component.purl().to_string(),
                "name": component.name.as_str(),
                "version": component.version.as_ref().map(Version::as_str),
                "requirement": component.requirement,
                "direct": component.direct,
                "extras": component.extras,
                "scopes": scopes,
                "markers": component.markers,
                "needs": purls(needs),
                "needed_by": purls(needed_by),
                "locations": places,
            })
        })
        .collect();
    let duplicates: BTreeMap<&str, Vec<&str>> = duplicates(graph)
        .into_iter()
        .map(|(name, versions)| (name, versions.into_iter().map(Version::as_str).collect()))
        .collect();
    let document = json!({
        "schema": "pyward-tree/1",
        "inverted": graph.way == Way::Up,
        "tops": purls(tops),
        "packages": packages,
        "duplicates": duplicates,
    });
    format!("{document:#}\n")
}
