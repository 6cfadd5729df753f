//! The resolver's answer, read.
//!
//! Its graph is private, and the public form of it refuses universal resolutions. What it prints for a requirements file
//! holds all that is wanted in either case: a requirement a package, what it is there for, and its index.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::PackageName;
use uv_distribution_types::{Diagnostic as _, Name as _, ResolutionDiagnostic};
use uv_resolver::{AnnotationStyle, DisplayResolutionGraph, ResolverEnvironment, ResolverOutput};

use crate::translate::{model_name, plain};

/// What the resolver chose.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) chosen: Vec<Chosen>,
    /// Why a version was yanked, by name and version (as text).
    pub(crate) yanked: BTreeMap<(PackageName, String), Box<str>>,
    /// Other diagnostics, in sentences, with the package they speak of.
    pub(crate) oddities: Vec<(PackageName, String)>,
}

/// A package of the answer.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) extras: BTreeSet<Box<str>>,
    /// Its version, or
    pub(crate) version: Option<String>,
    /// its address.
    pub(crate) url: Option<String>,
    pub(crate) marker: Option<Box<str>>,
    pub(crate) via: BTreeSet<PackageName>,
    pub(crate) index: Option<Box<str>>,
}

/// Reads an answer.
pub(crate) fn read(output: &ResolverOutput, environment: &ResolverEnvironment) -> Output {
    let text = DisplayResolutionGraph::new(
        output,
        environment,
        &[],
        false,
        true,
        true,
        true,
        true,
        AnnotationStyle::Split,
    )
    .to_string();
    let mut read = Output {
        chosen: lines(&plain(&text)),
        ..Output::default()
    };
    for diagnostic in output.diagnostics() {
        match diagnostic {
            ResolutionDiagnostic::YankedVersion { dist, reason } => {
                let version = dist.version().map(ToString::to_string).unwrap_or_default();
                let reason = reason.as_deref().unwrap_or_default();
                read.yanked
                    .insert((model_name(dist.name()), version), reason.into());
            }
            ResolutionDiagnostic::MissingExtra { dist, .. }
            | ResolutionDiagnostic::MissingGroup { dist, .. } => {
                read.oddities
                    .push((model_name(dist.name()), plain(&diagnostic.message())));
            }
            ResolutionDiagnostic::MissingLowerBound { .. } => {}
        }
    }
    read
}

/// Reads requirements with their comments: `# via` with a name behind it or names below it, and `# from`.
fn lines(text: &str) -> Vec<Chosen> {
    let mut chosen: Vec<Chosen> = Vec::new();
    for line in text.lines() {
        let Some(comment) = line.strip_prefix("    #") else {
            chosen.extend(requirement(line));
            continue;
        };
        let Some(package) = chosen.last_mut() else {
            continue;
        };
        if let Some(index) = comment.strip_prefix(" from ") {
            package.index = Some(index.trim().into());
        } else if let Some(name) = comment
            .strip_prefix(" via ")
            .or_else(|| comment.strip_prefix("   "))
        {
            package.via.insert(PackageName::pypi(name));
        }
    }
    chosen
}

fn requirement(line: &str) -> Option<Chosen> {
    let (head, marker) = match line.split_once(" ; ") {
        Some((head, marker)) => (head, Some(marker.trim().into())),
        None => (line, None),
    };
    let head = head.trim();
    let (name, version, url) = if let Some((name, url)) = head.split_once(" @ ") {
        (name, None, Some(url.trim().to_owned()))
    } else {
        let (name, version) = head.split_once("==")?;
        (name, Some(version.to_owned()), None)
    };
    let (name, extras) = match name.split_once('[') {
        Some((name, extras)) => (name, extras.trim_end_matches(']')),
        None => (name, ""),
    };
    let extras = extras
        .split(',')
        .map(str::trim)
        .filter(|extra| !extra.is_empty());
    Some(Chosen {
        name: name.trim().to_owned(),
        extras: extras.map(Box::from).collect(),
        version,
        url,
        marker,
        ..Chosen::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_and_their_comments_are_read() {
        let text = "\
            a[x, y]==1.0 ; sys_platform == 'win32'\n    # via\n    #   b\n    #   c\n    # from https://h/simple\n\
            b @ https://source.invalid/0/source.tar.gz\n    # via from\n\
            c==2!1.0+cpu\n";
        let read = lines(text);
        let [a, b, c] = read.as_slice() else {
            panic!("{read:?}");
        };
        assert_eq!((a.name.as_str(), a.version.as_deref()), ("a", Some("1.0")));
        assert_eq!(
            a.extras.iter().map(|e| &**e).collect::<Vec<_>>(),
            ["x", "y"]
        );
        assert_eq!(a.marker.as_deref(), Some("sys_platform == 'win32'"));
        assert_eq!(a.via.len(), 2);
        assert_eq!(a.index.as_deref(), Some("https://h/simple"));
        assert_eq!(
            b.url.as_deref(),
            Some("https://source.invalid/0/source.tar.gz")
        );
        assert!(b.via.contains("from"));
        assert_eq!(c.version.as_deref(), Some("2!1.0+cpu"));
    }
}
