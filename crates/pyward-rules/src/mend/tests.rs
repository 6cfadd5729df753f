use proptest::prelude::*;
use pyward_model::{CodeEdit, CodeFix};
use pyward_python::{Module, SourceKind};

use super::{Mended, mend};

fn fix(edits: &[(usize, usize, &str)], imports: &[&'static str]) -> CodeFix {
    let edits = edits.iter().map(|(start, end, replacement)| CodeEdit {
        start: *start,
        end: *end,
        replacement: (*replacement).to_owned(),
    });
    CodeFix {
        title: String::new(),
        edits: edits.collect(),
        imports: imports.iter().map(|it| (*it).into()).collect(),
        package: None,
    }
}

fn mended(text: &str, fixes: &[CodeFix]) -> Mended {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
    mend(&module, &fixes.iter().collect::<Vec<_>>())
}

#[test]
fn edits_that_overlap_are_never_made_together() {
    let fixes = [
        fix(&[(0, 3, "x"), (8, 8, "!")], &[]),
        fix(&[(2, 5, "y")], &[]),
        // The same edit again is the same.
        fix(&[(0, 3, "x")], &[]),
        // Two texts at one place.
        fix(&[(8, 8, "?")], &[]),
        // One behind the other.
        fix(&[(3, 5, "z")], &[]),
        fix(&[(90, 91, "")], &[]),
        fix(&[(5, 4, "")], &[]),
        fix(&[], &[]),
    ];
    let found = mended("abcdefghij\n", &fixes);
    assert_eq!(found.text, "xzfgh!ij\n");
    assert_eq!(
        (found.made, found.left),
        (vec![0, 2, 4], vec![1, 3, 5, 6, 7])
    );
}

#[test]
fn what_is_put_in_beside_a_replacement_does_not_touch_it_and_what_is_put_inside_does() {
    let beside = [fix(&[(2, 4, "-")], &[]), fix(&[(4, 4, "+")], &[])];
    assert_eq!(mended("abcdef\n", &beside).text, "ab-+ef\n");
    let inside = [fix(&[(2, 4, "-")], &[]), fix(&[(3, 3, "+")], &[])];
    assert_eq!(mended("abcdef\n", &inside).text, "ab-ef\n");
    let around = [fix(&[(3, 3, "+")], &[]), fix(&[(2, 4, "-")], &[])];
    assert_eq!(mended("abcdef\n", &around).text, "abc+def\n");
}

#[test]
fn imports_are_added_once_behind_the_head() {
    for (before, after) in [
        ("x = 1\n", "import m.n\nx = 1\n"),
        (
            "#!/usr/bin/env python\n# hm\n\n# of x\nx = 1\n",
            "#!/usr/bin/env python\n# hm\n\nimport m.n\n# of x\nx = 1\n",
        ),
        (
            "\"\"\"Doc.\"\"\"\nx = 1\n",
            "\"\"\"Doc.\"\"\"\n\nimport m.n\nx = 1\n",
        ),
        (
            "\"\"\"Doc.\"\"\"\r\nfrom __future__ import annotations\r\n\r\nimport a  # why\r\nx = 1\r\n",
            "\"\"\"Doc.\"\"\"\r\nfrom __future__ import annotations\r\n\r\nimport a  # why\r\nimport m.n\r\nx = 1\r\n",
        ),
        // What begins on the line of the last import ends first.
        (
            "import a; t = '''\n'''\nx = 1\n",
            "import a; t = '''\n'''\nimport m.n\nx = 1\n",
        ),
        ("import a", "import a\nimport m.n\n"),
        ("import m.n\nx = 1\n", "import m.n\nx = 1\n"),
        (
            "import a\ntry:\n    import m.n\nexcept E:\n    pass\n",
            "import a\nimport m.n\ntry:\n    import m.n\nexcept E:\n    pass\n",
        ),
    ] {
        let at = before.len() - usize::from(before.ends_with('\n'));
        let at = at - usize::from(before.ends_with("\r\n"));
        // An edit that changes nothing, twice.
        let last = &before[at - 1..at];
        let fixes = [
            fix(&[(at - 1, at, last)], &["import m.n"]),
            fix(&[(at - 1, at, last)], &["import m.n"]),
        ];
        let found = mended(before, &fixes);
        assert_eq!(found.text, after);
        assert_eq!(found.made.len(), 2);
    }
}

#[test]
fn changes_are_told_by_line_and_make_the_text() {
    let text = "a = 1\nb = [\n    2,\n]\nc = 3\nd = 4";
    let fixes = [
        fix(&[(4, 5, "9")], &["import m"]),
        fix(&[(11, 19, "7")], &[]),
        fix(&[(31, 32, "8\n8")], &[]),
    ];
    let found = mended(text, &fixes);
    let lines: Vec<_> = found
        .changes
        .iter()
        .map(|it| (it.line, it.before.concat(), it.after.concat()))
        .collect();
    assert_eq!(
        lines,
        [
            (1, String::new(), "import m\n".to_owned()),
            (1, "a = 1\n".to_owned(), "a = 9\n".to_owned()),
            (2, "b = [\n    2,\n]\n".to_owned(), "b = [7]\n".to_owned()),
            (6, "d = 4".to_owned(), "d = 8\n8".to_owned()),
        ]
    );
    assert_eq!(found.text, "import m\na = 9\nb = [7]\nc = 3\nd = 8\n8");
}

/// The text that the changes make, line by line.
fn patched(text: &str, found: &Mended) -> String {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
    let last = u32::try_from(module.line_count()).unwrap();
    let mut made = String::new();
    let mut line = 1;
    for change in &found.changes {
        assert!(change.line >= line, "{found:?}");
        (line..change.line).for_each(|line| made.push_str(module.line_text(line)));
        line = change.line;
        for before in &change.before {
            assert_eq!(module.line_text(line), before);
            line += 1;
        }
        made.push_str(&change.after.concat());
    }
    (line..=last).for_each(|line| made.push_str(module.line_text(line)));
    made
}

proptest! {
    #[test]
    fn any_edits_are_made_or_left_and_the_changes_tell_all(
        text in "[a-c\\n\\r=é ]{0,40}",
        edits in prop::collection::vec((0_usize..45, 0_usize..8, "[x\\n\\r]{0,3}", any::<bool>()), 0..6),
    ) {
        let fixes: Vec<CodeFix> = edits
            .iter()
            .map(|(start, length, new, needs)| {
                let imports: &[&'static str] = if *needs { &["import m"] } else { &[] };
                fix(&[(*start, start + length, new)], imports)
            })
            .collect();
        let found = mended(&text, &fixes);
        prop_assert_eq!(found.made.len() + found.left.len(), fixes.len());
        prop_assert_eq!(patched(&text, &found), found.text);
    }
}
