use pyward_model::{Scope, Weight};
use pyward_target::Tree;

use super::*;

fn read(text: &str) -> Reading {
    let tree = Tree::memory(&[("tool.py", text.as_bytes())]);
    let path = &tree.entry("tool.py").unwrap().path;
    Pep723.read(&Input::new(&tree, path, text.as_bytes()))
}

fn notices(reading: &Reading) -> Vec<String> {
    let told = |notice: &Notice| {
        let place = notice.location.as_ref().unwrap();
        format!(
            "{:?} {} {place}: {}",
            notice.weight,
            notice.kind.word(),
            notice.message
        )
    };
    reading.notices.iter().map(told).collect()
}

#[test]
fn a_script_asks_for_its_dependencies_on_the_lines_they_stand_in() {
    let reading = read(
        "#!/usr/bin/env -S uv run --script\nimport os\n\n# /// script\n# requires-python = \">=3.11\"\n# dependencies = [\n\
         #   \"requests<3\",\n#   \"rich==13.7.0 ; sys_platform != 'win32'\",\n# ]\n# [tool.uv]\n# exclude-newer = \"2024-01-01T00:00:00Z\"\n# ///\nos._exit(1)\n",
    );
    let told: Vec<String> = reading
        .roots
        .iter()
        .map(|root| {
            assert_eq!(root.scope, Scope::Main);
            format!(
                "{}{} {:?} {}",
                root.requires.name, root.requires.specifiers, root.requires.marker, root.location
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "requests<3 None tool.py:7",
            "rich==13.7.0 Some(\"sys_platform != 'win32'\") tool.py:8"
        ]
    );
    let [project] = &reading.projects[..] else {
        panic!("{reading:?}")
    };
    assert_eq!(project.requires_python.as_deref(), Some(">=3.11"));
    assert_eq!(project.location.to_string(), "tool.py:4");
    assert!(reading.notices.is_empty(), "{reading:?}");
}

#[test]
fn what_does_not_count_is_told_with_its_place() {
    let block = "# /// script\n# dependencies = []\n# ///\n";
    for (text, told) in [
        (
            format!("{block}\n{block}"),
            "Gap malformed tool.py:5: there are several `script` blocks, so none of them counts",
        ),
        (
            "\n# /// script\n# dependencies = []\n".to_owned(),
            "Gap malformed tool.py:2: the `script` block is not closed, so it does not count",
        ),
        (
            "import os\n".to_owned(),
            "Gap nothing-found tool.py: it holds no `# /// script` block, which would say what it needs",
        ),
        (
            "# /// script\n# dependencies = [\"a b\"]\n# ///\n".to_owned(),
            "Gap malformed tool.py:2: `a b` is no requirement: expected a version specifier, `;` or the end at column 3",
        ),
        (
            "# /// script\n# dependencies = \"a\"\n# ///\n".to_owned(),
            "Gap malformed tool.py:2: `dependencies` is a string, not an array",
        ),
    ] {
        let reading = read(&text);
        assert_eq!(notices(&reading), [told], "{text}");
        assert!(reading.roots.is_empty());
    }
    let odd = read("# /// script\n# a = \n# ///\n");
    assert_eq!(odd.notices[0].location.as_ref().unwrap().line, Some(2));
    assert_eq!(odd.notices[0].weight, Weight::Gap);
}

#[test]
fn other_blocks_and_an_empty_one_ask_for_nothing() {
    let reading =
        read("# /// pyproject\n# dependencies = ['a']\n# ///\n\n# /// script\n#\n# ///\n");
    assert!(
        reading.roots.is_empty() && reading.notices.is_empty(),
        "{reading:?}"
    );
    assert_eq!(reading.projects.len(), 1);
}

#[test]
fn names_and_heads_tell_a_script() {
    let tree = Tree::memory(&[
        ("a.py", b""),
        ("setup.py", b""),
        ("b.PYW", b""),
        ("c.txt", b""),
    ]);
    let named: Vec<bool> = tree
        .entries()
        .iter()
        .map(|entry| Pep723.claims_named(&entry.path))
        .collect();
    assert_eq!(named, [true, true, false, false]);
    assert!(Pep723.sniffs(b"#!/bin/x\n# /// script\n# a"));
    assert!(!Pep723.sniffs(b"x # /// script\n") && !Pep723.sniffs(b"# /// scripts\n"));
}
