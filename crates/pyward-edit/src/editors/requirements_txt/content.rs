//! What a line of a requirements file says, by the places of its parts.

use std::ops::Range;

use pyward_model::{PackageName, Version};

use super::lines::Line;
use crate::clauses;
use crate::requirement::Requirement;

/// What a line says.
pub(super) enum Content {
    /// Nothing, or a comment.
    Nothing,
    /// It includes another file.
    Include,
    /// `--require-hashes`.
    RequireHashes,
    /// Another option of the file.
    Option,
    /// A requirement of an index.
    Asked(Box<Asked>),
    /// A requirement that comes from a URL, a repository or a path, with the name it tells, if it tells one.
    Place(Option<PackageName>, String),
    /// What is no line of the format. It may begin with a name.
    Unreadable(Option<PackageName>, String),
}

/// A requirement of an index; places are those in the line's joined text.
pub(super) struct Asked {
    pub(super) name: PackageName,
    /// Without options and comment.
    pub(super) text: String,
    pub(super) specifiers: Range<usize>,
    pub(super) specifiers_text: String,
    pub(super) pin: Option<Version>,
    pub(super) marker: Option<String>,
    /// The `--hash` options, each with its value.
    pub(super) hashes: Vec<Range<usize>>,
    /// Where every word of the options, and the requirement, end: what stands before a hash.
    pub(super) ends: Vec<usize>,
}

pub(super) fn read(line: &Line) -> Content {
    let whole = line.text();
    if whole.trim().is_empty() {
        return Content::Nothing;
    }
    let options_at = options_start(whole);
    let required = whole.get(..options_at).unwrap_or_default().trim_end();
    if required.trim().is_empty() {
        return option(whole.trim());
    }
    if required.contains("${") {
        // What a variable stands for is known to whoever installs.
        return Content::Unreadable(name_at_start(required), required.trim().to_owned());
    }
    if let Some(found) = Requirement::find(required) {
        if let Some(url) = found.url {
            return Content::Place(Some(found.name), url.to_owned());
        }
        let specifiers_text = required
            .get(found.specifiers.clone())
            .unwrap_or_default()
            .to_owned();
        let (hashes, ends) = hashes(whole, options_at, required.len());
        return Content::Asked(Box::new(Asked {
            name: found.name,
            text: required.trim().to_owned(),
            specifiers: found.specifiers,
            pin: clauses::pin(&specifiers_text),
            specifiers_text,
            marker: found.marker.map(ToOwned::to_owned),
            hashes,
            ends,
        }));
    }
    if is_place(required) {
        return Content::Place(name_in_place(required), required.trim().to_owned());
    }
    Content::Unreadable(name_at_start(required), required.trim().to_owned())
}

/// Where the first word begins that begins with `-`.
fn options_start(text: &str) -> usize {
    let mut after_space = true;
    for (at, ch) in text.char_indices() {
        if ch == '-' && after_space {
            return at;
        }
        after_space = ch.is_whitespace();
    }
    text.len()
}

fn option(text: &str) -> Content {
    let end = text
        .find(|ch: char| ch.is_whitespace() || ch == '=')
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let value = || rest.trim_start_matches('=').trim().to_owned();
    match name {
        "--require-hashes" => Content::RequireHashes,
        "--requirement" | "--constraint" => Content::Include,
        "--editable" | "-e" => {
            let value = value();
            Content::Place(name_in_place(&value), value)
        }
        _ if name.starts_with("-r") || name.starts_with("-c") => Content::Include,
        _ => match name.strip_prefix("-e") {
            Some(place) => Content::Place(name_in_place(text), place.to_owned()),
            None => Content::Option,
        },
    }
}

/// The hash options from a place on, and the ends of all words.
fn hashes(text: &str, from: usize, requirement_end: usize) -> (Vec<Range<usize>>, Vec<usize>) {
    let mut hashes = Vec::new();
    let mut ends = vec![requirement_end];
    let mut opened = None;
    for word in words(text, from) {
        let content = text.get(word.clone()).unwrap_or_default();
        ends.push(word.end);
        if let Some(start) = opened.take() {
            hashes.push(start..word.end);
        } else if content == "--hash" {
            opened = Some(word.start);
        } else if content.starts_with("--hash=") {
            hashes.push(word);
        }
    }
    (hashes, ends)
}

/// Words between white space, from a place on.
fn words(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, ch) in text.char_indices().filter(|(at, _)| *at >= from) {
        if ch.is_whitespace() {
            words.extend(start.take().map(|start| start..at));
        } else {
            start.get_or_insert(at);
        }
    }
    words.extend(start.map(|start| start..text.len()));
    words
}

fn is_place(text: &str) -> bool {
    let text = text.trim();
    let first = text.split([' ', '\t', ';']).next().unwrap_or_default();
    let is_archive = [".whl", ".zip", ".tar.gz", ".tar.bz2", ".tgz", ".tar.xz"]
        .iter()
        .any(|ending| first.ends_with(ending));
    text.contains("://") || first.starts_with(['.', '/']) || first.contains('\\') || is_archive
}

/// The name that a URL or path tells: after `#egg=`, or at the start of an archive's file name.
fn name_in_place(text: &str) -> Option<PackageName> {
    if let Some((_, egg)) = text.split_once("egg=") {
        return name_at_start(egg);
    }
    let path = text.split(['?', '#', ' ', ';']).next()?;
    let file = path.rsplit(['/', '\\']).next()?;
    let (name, rest) = file.split_once('-')?;
    rest.starts_with(|ch: char| ch.is_ascii_digit())
        .then(|| name_at_start(name))?
}

fn name_at_start(text: &str) -> Option<PackageName> {
    let text = text.trim_start();
    let end = text
        .find(|ch: char| !ch.is_ascii_alphanumeric() && !"._-".contains(ch))
        .unwrap_or(text.len());
    let name = PackageName::pypi(text.get(..end)?);
    name.is_valid().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::lines::logical;
    use super::*;

    fn content(text: &str) -> Content {
        read(&logical(text)[0])
    }

    #[test]
    fn requirements_are_taken_apart() {
        let text = "A_b[x] == 1.0 ; m --hash=sha256:aa --hash sha256:bb --no-x # c";
        let Content::Asked(asked) = content(text) else {
            panic!("a requirement");
        };
        assert_eq!(asked.name.as_str(), "a-b");
        assert_eq!(asked.pin, Some(Version::new("1.0")));
        assert_eq!(asked.marker.as_deref(), Some("m"));
        let hashes: Vec<&str> = asked.hashes.iter().map(|at| &text[at.clone()]).collect();
        assert_eq!(hashes, ["--hash=sha256:aa", "--hash sha256:bb"]);
    }

    #[test]
    fn lines_of_other_kinds_are_told_apart() {
        for (text, name) in [
            ("a @ https://e.org/a.whl", Some("a")),
            ("-e git+https://e.org/r#egg=Foo[x]", Some("foo")),
            ("-e.", None),
            ("--editable=./x", None),
            ("./wheels/foo_bar-1.0-py3-none-any.whl", Some("foo-bar")),
            ("https://e.org/foo-1.0.tar.gz ; m", Some("foo")),
        ] {
            let Content::Place(found, _) = content(text) else {
                panic!("{text} is a place");
            };
            assert_eq!(found.as_ref().map(PackageName::as_str), name, "{text}");
        }
        for text in [
            "-r x.txt",
            "-rx.txt",
            "--requirement=x",
            "-c x",
            "--constraint x",
        ] {
            assert!(matches!(content(text), Content::Include), "{text}");
        }
        assert!(matches!(content("--pre"), Content::Option));
        assert!(matches!(
            content("--require-hashes"),
            Content::RequireHashes
        ));
        assert!(matches!(
            content("a==${V}"),
            Content::Unreadable(Some(_), _)
        ));
        assert!(matches!(content("a b c"), Content::Unreadable(Some(_), _)));
    }
}
