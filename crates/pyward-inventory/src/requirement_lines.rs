//! A requirements file as it is written, line by line: what a compiler of pins needs, who keeps what a person wrote apart
//! from what it means. An audit reads the same lines by the format's own reader, which settles them.

use std::path::{Path, PathBuf};

use pyward_model::{Hash, Location, Notice, Requirement};
use pyward_target::Tree;

use crate::Input;
use crate::formats::requirements_txt;

/// What a requirements file says, with the files it includes.
#[derive(Default)]
pub struct RequirementLines {
    /// Requirements and constraints, in the order in which pip reads them.
    pub lines: Vec<RequirementLine>,
    /// Options of the files, in the same order.
    pub options: OptionLines,
    /// What could not be read, and what is odd.
    pub notices: Vec<Notice>,
}

/// A line that asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementLine {
    /// What is asked for; `None` for a folder, a repository or an archive whose name only its content would tell.
    pub asked: Option<Requirement>,
    /// Name, address or path with extras and marker as written, without comment, options and credentials; without `-e`.
    pub written: Box<str>,
    /// Whether it stands after `-e`.
    pub editable: bool,
    /// Whether it stands in a file of constraints.
    pub is_constraint: bool,
    /// The hashes its files must have, as the line states them.
    pub hashes: Vec<Hash>,
    /// Where it stands.
    pub location: Location,
}

/// Options of files with their places.
#[derive(Clone, Default)]
pub struct OptionLines(Vec<OptionLine>);

/// An option of a file.
#[derive(Clone)]
pub struct OptionLine {
    /// The file, by its real path.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: u32,
    /// What it says.
    pub option: FileOption,
}

/// An option that speaks of where packages come from and which of their files are taken
/// ([global options](https://pip.pypa.io/en/stable/reference/requirements-file-format/#global-options)). Values are as
/// written: they may hold credentials, or the name of a variable that does (`${TOKEN}`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOption {
    /// `-i`, `--index-url`, `--pypi-url`.
    IndexUrl(String),
    /// `--extra-index-url`.
    ExtraIndexUrl(String),
    /// `--no-index`.
    NoIndex,
    /// `-f`, `--find-links`.
    FindLinks(String),
    /// `--trusted-host`.
    TrustedHost(String),
    /// `--pre`.
    Pre,
    /// `--no-binary`.
    NoBinary(String),
    /// `--only-binary`.
    OnlyBinary(String),
}

impl OptionLines {
    pub(crate) fn push(&mut self, file: &Path, line: u32, option: FileOption) {
        let file = file.to_owned();
        self.0.push(OptionLine { file, line, option });
    }

    /// The options in their order.
    pub fn iter(&self) -> impl Iterator<Item = &OptionLine> {
        self.0.iter()
    }

    /// Adds those of another file.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

/// Reads the requirements file that a tree was opened with. Nothing of a folder is read.
pub fn requirement_lines(tree: &Tree) -> RequirementLines {
    let mut read = RequirementLines::default();
    for entry in tree.entries() {
        let bytes = match tree.read(&entry.path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let place = Location::file(std::sync::Arc::clone(entry.path.shown()));
                read.notices.push(error.notice(place));
                continue;
            }
        };
        let input = Input::new(tree, &entry.path, &bytes);
        let RequirementLines {
            lines,
            options,
            notices,
        } = requirements_txt::lines(&input);
        read.lines.extend(lines);
        read.options.append(options);
        read.notices.extend(notices);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)]) -> RequirementLines {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            #[expect(clippy::disallowed_methods, reason = "a fixture")]
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        let (first, _) = files[0];
        let mut options = pyward_target::OpenOptions::default();
        let tree = Tree::open(first, folder.path(), &mut options).unwrap();
        requirement_lines(&tree)
    }

    #[test]
    fn lines_are_kept_as_written_and_in_the_order_of_pip() {
        let read = read(&[
            (
                "a.in",
                "-r b.in\n-c c.txt\nFlask [async]>=2 ; python_version>'3' # web\n-e ./lib[x]\n./other\n\
                 git+https://me:pw@h/r@main#egg=demo\n-e git+https://h/unnamed\n",
            ),
            ("b.in", "click==8.1 --hash=sha256:00\n"),
            ("c.txt", "flask<3\n"),
        ]);
        let lines: Vec<String> = read
            .lines
            .iter()
            .map(|line| {
                let asked = line.asked.as_ref().map(Requirement::pep508);
                format!(
                    "{} {}{}{} = {}",
                    line.location,
                    if line.is_constraint { "-c " } else { "" },
                    if line.editable { "-e " } else { "" },
                    line.written,
                    asked.as_deref().unwrap_or("?")
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "b.in:1 click==8.1 = click==8.1",
                "c.txt:1 -c flask<3 = flask<3",
                "a.in:3 Flask [async]>=2 ; python_version>'3' = flask[async]>=2 ; python_version>'3'",
                "a.in:4 -e ./lib[x] = ?",
                "a.in:5 ./other = ?",
                "a.in:6 git+https://h/r@main#egg=demo = demo @ git+https://h/r@main",
                "a.in:7 -e git+https://h/unnamed = ?",
            ]
        );
        assert_eq!(read.notices, []);
        assert_eq!(read.lines[0].hashes.len(), 1);
    }

    #[test]
    fn options_are_listed_with_their_places() {
        let read = read(&[
            (
                "a.in",
                "--index-url https://${U}:p@h/simple\n-r b.in\n--pre --no-index\n",
            ),
            ("b.in", "-f ./wheels --trusted-host h\n"),
        ]);
        let options: Vec<_> = read
            .options
            .iter()
            .map(|it| {
                let file = it.file.file_name().unwrap().to_string_lossy().into_owned();
                (file, it.line, it.option.clone())
            })
            .collect();
        let at = |file: &str, line, option| (file.to_owned(), line, option);
        assert_eq!(
            options,
            [
                at(
                    "a.in",
                    1,
                    FileOption::IndexUrl("https://${U}:p@h/simple".into())
                ),
                at("b.in", 1, FileOption::FindLinks("./wheels".into())),
                at("b.in", 1, FileOption::TrustedHost("h".into())),
                at("a.in", 3, FileOption::Pre),
                at("a.in", 3, FileOption::NoIndex),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let read = read(&[("a.in", "flask>=>=2\n-r gone.in\nx==${V}\n")]);
        assert_eq!(read.lines, []);
        assert_eq!(read.notices.len(), 3, "{:?}", read.notices);
    }
}
