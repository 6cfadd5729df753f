//! A whole requirements file written from a resolved set, in the form pip-compile made the custom: a head that names the
//! command, the options of the indexes, then pins in the order of their names with hashes and with who asks for them.
//!
//! The same set gives the same bytes.

use std::collections::BTreeSet;

use pyward_model::{Hash, PackageName, Version, without_credentials};

use crate::change::hash_texts;
use crate::editors::{ViaStyle, annotated};
use crate::patch::each;

/// A package of a resolved set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Its name.
    pub name: PackageName,
    /// Extras asked for, normalised.
    pub extras: BTreeSet<Box<str>>,
    /// What it is pinned to.
    pub origin: PinOrigin,
    /// The marker under which it is needed; `None` for always.
    pub marker: Option<Box<str>>,
    /// Hashes of its files; written only where hashes are asked for.
    pub hashes: Vec<Hash>,
    /// Who asks for it.
    pub via: BTreeSet<Via>,
}

/// What a package is pinned to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinOrigin {
    /// A version of an index.
    Version(Version),
    /// A URL, such as `git+https://host/repository@commit`. It is written without credentials.
    Url(Box<str>),
    /// An editable folder, as the file that asks for it writes it.
    Editable(Box<str>),
    /// A folder, an archive or a repository, as the line that asks for it names it, with extras and marker. The name of
    /// the package is not written, and the marker of the pin is not either.
    Line(Box<str>),
}

/// Who asks for a package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// A requirements file, by the path it was given by: `-r requirements.in`.
    File(Box<str>),
    /// A constraints file: `-c constraints.txt`.
    Constraints(Box<str>),
    /// The lists of a manifest: `project (pyproject.toml)`.
    Project {
        /// The name of the project.
        project: Box<str>,
        /// The path of the manifest.
        file: Box<str>,
    },
    /// Another package.
    Package(PackageName),
}

/// How the file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The command that makes the file again, without secrets, for its head; `None` for no head.
    pub command: Option<String>,
    /// The annotations; `None` for none.
    pub annotations: Option<Annotations>,
    /// Whether every pin gets the hashes of its files.
    pub hashes: bool,
    /// Whether extras are left out of the pins (`--strip-extras`).
    pub strip_extras: bool,
    /// Whether the head of the file repeats the options below.
    pub emit_options: bool,
    /// The index; `None` for PyPI.
    pub index_url: Option<String>,
    /// Further indexes.
    pub extra_index_urls: Vec<String>,
    /// Where else files are looked for.
    pub find_links: Vec<String>,
    /// Whether no index is asked.
    pub no_index: bool,
    /// Hosts that are reached without a valid certificate.
    pub trusted_hosts: Vec<String>,
    /// Packages, or `:all:`, that are never, or only, taken as wheels, as `--no-binary` and `--only-binary` take them.
    pub no_binary: Vec<String>,
    /// See `no_binary`.
    pub only_binary: Vec<String>,
}

/// Where annotations stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Annotations {
    /// Below the pin, one name a line.
    Split,
    /// Behind the pin.
    Line,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            command: None,
            annotations: Some(Annotations::Split),
            hashes: false,
            strip_extras: true,
            emit_options: true,
            index_url: None,
            extra_index_urls: Vec::new(),
            find_links: Vec::new(),
            no_index: false,
            trusted_hosts: Vec::new(),
            no_binary: Vec::new(),
            only_binary: Vec::new(),
        }
    }
}

/// The outcome: the file, and the pins that could not be written as they should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiled {
    /// The text.
    pub text: String,
    /// Packages that were left out, since their name, version, URL or marker would write lines of its own.
    pub unwritable: Vec<PackageName>,
    /// Packages that were to have hashes and have none. pip refuses to install such a file.
    pub unhashed: Vec<PackageName>,
}

/// Writes the file.
pub fn compile(pins: &[Pin], layout: &Layout) -> Compiled {
    let mut compiled = Compiled {
        text: head(layout),
        unwritable: Vec::new(),
        unhashed: Vec::new(),
    };
    let mut lines: Vec<(bool, &PackageName, String)> = Vec::new();
    for pin in pins {
        let Some(line) = requirement(pin, layout) else {
            compiled.unwritable.push(pin.name.clone());
            continue;
        };
        let is_editable = matches!(pin.origin, PinOrigin::Editable(_));
        let hashes = if layout.hashes {
            hash_texts(&pin.hashes)
        } else {
            Vec::new()
        };
        if layout.hashes && hashes.is_empty() {
            compiled.unhashed.push(pin.name.clone());
        }
        lines.push((!is_editable, &pin.name, entry(&line, &hashes, pin, layout)));
    }
    // Editable ones first, as pip-compile has them.
    lines.sort();
    for (_, _, line) in lines {
        compiled.text.push_str(&line);
        compiled.text.push('\n');
    }
    compiled.unwritable.sort();
    compiled.unhashed.sort();
    compiled
}

/// A pin with its hashes and its annotation.
fn entry(line: &str, hashes: &[String], pin: &Pin, layout: &Layout) -> String {
    let line = format!("{line}{}", each(hashes, " \\\n    --hash=", ""));
    let style = match layout.annotations {
        Some(Annotations::Split) => ViaStyle::Split,
        Some(Annotations::Line) => ViaStyle::Line,
        None => return line,
    };
    let sources: BTreeSet<String> = pin.via.iter().filter_map(source).collect();
    annotated(&line, !hashes.is_empty(), &sources, style, "\n")
}

fn source(via: &Via) -> Option<String> {
    let text = match via {
        Via::File(file) => format!("-r {file}"),
        Via::Constraints(file) => format!("-c {file}"),
        Via::Project { project, file } => format!("{project} ({file})"),
        Via::Package(name) => name.to_string(),
    };
    is_line(&text).then(|| without_credentials(&text).into_owned())
}

/// Whether a text stays within its line.
fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.ends_with('\\') && !text.chars().any(is_line_end)
}

fn is_line_end(ch: char) -> bool {
    ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}')
}

/// The requirement; `None` where a part of it cannot be written.
fn requirement(pin: &Pin, layout: &Layout) -> Option<String> {
    let extras: Vec<&str> = pin.extras.iter().map(|extra| &**extra).collect();
    let extras_hold = extras
        .iter()
        .all(|extra| PackageName::pypi(extra).is_valid());
    if let PinOrigin::Line(line) = &pin.origin {
        return is_line(line).then(|| without_credentials(line).into_owned());
    }
    if !pin.name.is_valid() || !extras_hold {
        return None;
    }
    let head = if extras.is_empty() || layout.strip_extras {
        pin.name.to_string()
    } else {
        format!("{}[{}]", pin.name, extras.join(","))
    };
    let plain = |text: &str| is_line(text) && !text.contains([' ', '\t']);
    let mut line = match &pin.origin {
        PinOrigin::Version(version) if version.is_valid() => format!("{head}=={version}"),
        PinOrigin::Url(url) if plain(url) => format!("{head} @ {}", without_credentials(url)),
        PinOrigin::Editable(path) if plain(path) => format!("-e {}", without_credentials(path)),
        _ => return None,
    };
    if let Some(marker) = &pin.marker {
        let holds = is_line(marker) && !marker.contains(['#', '\\']);
        line.push_str(&holds.then(|| format!(" ; {}", marker.trim()))?);
    }
    Some(line)
}

fn head(layout: &Layout) -> String {
    let mut text = String::new();
    if let Some(command) = &layout.command {
        let command: String = without_credentials(command)
            .chars()
            .map(|ch| if is_line_end(ch) { ' ' } else { ch })
            .collect();
        text = format!(
            "#\n# This file is autogenerated by pyward with the command:\n#\n#    {command}\n#\n"
        );
    }
    if layout.emit_options {
        let options = options(layout);
        text.push_str(&options);
        if !options.is_empty() {
            text.push('\n');
        }
    }
    text
}

fn options(layout: &Layout) -> String {
    let mut lines = Vec::new();
    if layout.no_index {
        lines.push("--no-index".to_owned());
    }
    let mut push = |option: &str, values: &mut dyn Iterator<Item = &String>| {
        for value in values.filter(|value| is_line(value)) {
            lines.push(format!("{option} {}", without_credentials(value)));
        }
    };
    push("--index-url", &mut layout.index_url.iter());
    push("--extra-index-url", &mut layout.extra_index_urls.iter());
    push("--find-links", &mut layout.find_links.iter());
    push("--trusted-host", &mut layout.trusted_hosts.iter());
    push("--no-binary", &mut layout.no_binary.iter());
    push("--only-binary", &mut layout.only_binary.iter());
    each(&lines, "", "\n")
}

#[cfg(test)]
mod tests;
