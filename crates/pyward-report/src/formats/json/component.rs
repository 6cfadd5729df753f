//! Components and places in the document.

use pyward_model::{ComponentId, Paths, Purl, Scope, Version};
use schemars::JsonSchema;
use serde::Serialize;

/// A chain through more components than this is told by its first and its last ones, or a lock of one long chain would
/// make a report of the square of its length.
const CHAIN: usize = 32;

/// One version of one package, or a requirement that names no version.
#[derive(Serialize, JsonSchema)]
pub(super) struct Component<'a> {
    /// Its package URL.
    purl: &'a str,
    /// Its name, normalised as its ecosystem does.
    name: &'a str,
    /// The version in use; left out for an unresolved requirement.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    /// What an unresolved requirement asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<&'a str>,
    /// `PyPI`, else the purl type.
    ecosystem: String,
    /// The weightiest thing it is needed for: `main`, `extra NAME`, `group NAME`, `dev`, `build`, in this order; left out
    /// where the files do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    /// Everything it is needed for, where that is more than one thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<String>,
    /// Whether the project asks for it itself.
    direct: bool,
    /// Up to three chains of purls, each from a direct dependency to the one that needs this; of a chain of more than 32
    /// the first 16 and the last 16.
    via: Vec<Vec<&'a str>>,
    /// Where it is declared, locked or installed.
    locations: Vec<Location<'a>>,
}

/// A place. Lines and columns count from 1.
#[derive(Serialize, JsonSchema)]
pub(super) struct Location<'a> {
    /// The path, relative to the target with `/` between parts, or absolute where it lies outside.
    path: &'a str,
    /// First line.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// First column in `line`, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// Last line.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    /// Column after the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
    /// The image layer (its diff id) it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<&'a str>,
}

impl<'a> Component<'a> {
    /// The component as the document tells it; `purls` are those of all components, in order.
    pub(super) fn new(
        id: ComponentId,
        component: &'a pyward_model::Component,
        paths: &Paths<'_>,
        purls: &'a [Purl],
    ) -> Self {
        let mut scopes = component.scopes.iter().map(Scope::to_string);
        let (scope, scopes) = match component.scopes.len() {
            0 | 1 => (scopes.next(), Vec::new()),
            _ => {
                let scopes: Vec<String> = scopes.collect();
                (scopes.first().cloned(), scopes)
            }
        };
        Self {
            purl: purl(purls, id).unwrap_or_default(),
            name: component.name.as_str(),
            version: component.version.as_ref().map(Version::as_str),
            requirement: component.requirement.as_deref(),
            ecosystem: component.ecosystem.to_string(),
            scope,
            scopes,
            direct: component.direct,
            via: paths
                .to(id)
                .iter()
                .map(|chain| chain_of(chain, purls))
                .collect(),
            locations: component.locations.iter().map(Location::new).collect(),
        }
    }
}

fn chain_of<'a>(chain: &[ComponentId], purls: &'a [Purl]) -> Vec<&'a str> {
    let half = CHAIN / 2;
    let ends = if chain.len() > CHAIN {
        [chain.get(..half), chain.get(chain.len() - half..)]
    } else {
        [Some(chain), None]
    };
    let ids = ends.into_iter().flatten().flatten();
    ids.filter_map(|&id| purl(purls, id)).collect()
}

impl<'a> Location<'a> {
    /// The place as the document tells it.
    pub(super) fn new(location: &'a pyward_model::Location) -> Self {
        Self {
            path: &location.path,
            line: location.line,
            column: location.column,
            end_line: location.end_line,
            end_column: location.end_column,
            layer: location.layer.as_deref(),
        }
    }
}

/// The purl of a component.
pub(super) fn purl(purls: &[Purl], id: ComponentId) -> Option<&str> {
    purls.get(id.index()).map(Purl::as_str)
}
