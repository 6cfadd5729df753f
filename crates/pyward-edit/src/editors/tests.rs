use std::collections::BTreeSet;

use proptest::prelude::*;
use pyward_model::{Hash, PackageName, Version};

use super::*;
use crate::{Change, Request};

#[test]
fn every_file_finds_its_editor() {
    for (file, name) in [
        ("requirements.txt", "requirements-txt"),
        ("dev.in", "requirements-txt"),
        ("constraints.txt", "requirements-txt"),
        ("pyproject.toml", "pyproject"),
        ("pylock.toml", "pylock"),
        ("pylock.dev.toml", "pylock"),
        ("Pipfile", "pipfile"),
    ] {
        assert_eq!(find(file).map(Editor::name), Some(name), "{file}");
    }
    for file in [
        "uv.lock",
        "poetry.lock",
        "setup.py",
        "Pipfile.lock",
        "pylock.a.b.toml",
    ] {
        assert!(find(file).is_none(), "{file}");
    }
}

fn changes(to: &str) -> Vec<Change> {
    let change = |name: &str| Change {
        from: Some(Version::new("1.0")),
        hashes: vec![Hash {
            algorithm: "sha256".into(),
            digits: "abcd".into(),
        }],
        via: vec![PackageName::pypi("z")],
        ..Change::new(PackageName::pypi(name), Version::new(to))
    };
    ["a", "b", "new"].map(change).to_vec()
}

fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split('\n').map(ToOwned::to_owned).collect()
}

/// The lines of a text that no change lists.
fn untouched(text: &str, made: &[crate::Made]) -> Vec<String> {
    let touched: BTreeSet<u32> = made
        .iter()
        .flat_map(|made| made.line..=made.last_line)
        .collect();
    let numbered = lines(text).into_iter().zip(1..);
    numbered
        .filter(|(_, number)| !touched.contains(number))
        .map(|(line, _)| line)
        .collect()
}

/// Whether the first lines stand among those of the text, in their order.
fn is_within(wanted: &[String], text: &str) -> bool {
    let mut all = lines(text).into_iter();
    wanted.iter().all(|line| all.any(|other| other == *line))
}

fn check(file: &str, text: &str, to: &str) -> Result<(), TestCaseError> {
    let editor = find(file).unwrap();
    let unchanged = editor.edit(text, &Request::new(file, &[]));
    if let Ok(edited) = unchanged {
        prop_assert_eq!(&edited.text, text);
        prop_assert!(edited.made.is_empty());
    }
    let changes = changes(to);
    let gone = [PackageName::pypi("gone")];
    for bold in [false, true] {
        let request = Request {
            add_missing: bold,
            raise_ranges: bold,
            renew_via: bold,
            removals: if bold { &gone } else { &[] },
            ..Request::new(file, &changes)
        };
        let Ok(edited) = editor.edit(text, &request) else {
            continue;
        };
        let again = editor.edit(&edited.text, &request);
        let again = again.unwrap();
        prop_assert_eq!(&again.text, &edited.text, "twice is once");
        prop_assert!(
            is_within(&untouched(text, &edited.made), &edited.text),
            "{:?}\n{}",
            edited.made,
            edited.text
        );
        for made in edited.made.iter().filter(|made| {
            made.after != made.before && made.after.contains('=') && file.ends_with("txt")
        }) {
            let parsed = crate::requirement::Requirement::find(&made.after);
            let specifiers = &made.after[parsed.unwrap().specifiers];
            let allowed = pyward_model::Specifiers::parse(specifiers).unwrap();
            prop_assert!(allowed.contains(&Version::new(to)), "{}", made.after);
        }
    }
    Ok(())
}

const LINE: &str = "( {0,2}(a|b|c|gone|B\\[x\\])( ?(==|>=|<|~=|===) ?[12]\\.[0-9](\\.\\*)?)?(, ?<[23])?( ?; ?x=='1')?( \\\\\r?\n  --hash=sha256:[ab]{2}){0,2}( # n)?|    # via( z)?|    #   y|# c|-r x|--pre|é{1,3}|\\\\)(\r?\n)";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn requirements_are_edited_line_by_line(lines in proptest::collection::vec(LINE, 0..8), to in "[123]\\.[0-9](\\.[0-9]|rc1|\\+cpu)?") {
        let text = lines.concat();
        check("requirements.txt", &text, &to)?;
        check("requirements.in", &text, &to)?;
        check("requirements.txt", text.trim_end(), &to)?;
    }

    #[test]
    fn manifests_are_edited_line_by_line(
        lines in proptest::collection::vec("  [\"']?(a|b|c)( ?(==|>=|<|~=) ?[12]\\.[0-9])?[\"']?, ?(# c)?\r?\n", 0..6),
        to in "[123]\\.[0-9](\\.[0-9]|rc1)?",
    ) {
        check("pyproject.toml", &format!("[project]\ndependencies = [\n{}]\n", lines.concat()), &to)?;
        check("pyproject.toml", &format!("[tool.poetry.dependencies]\na = [\n{}]\n", lines.concat()), &to)?;
    }

    #[test]
    fn any_text_is_edited_or_refused(text in "\\PC{0,60}", more in "[ab=<>~\\[\\]\"'\\\\\n\r#;@ .0-9\u{85}-]{0,60}") {
        for file in ["requirements.txt", "pyproject.toml", "Pipfile", "pylock.toml"] {
            check(file, &text, "2.0")?;
            check(file, &more, "2.0")?;
        }
    }
}
