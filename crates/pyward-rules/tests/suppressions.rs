//! What `nosec` and `noqa` comments do to findings.

use std::collections::BTreeSet;

use proptest::prelude::*;
use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, FileFindings, Mode, code};

fn looked(text: &str, settings: &CodeSettings) -> FileFindings {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8");
    code(vec![module], settings).files.remove(0)
}

fn of(mode: Mode) -> CodeSettings {
    CodeSettings {
        mode,
        ..CodeSettings::default()
    }
}

/// Rules and lines of what is active, and the lines of unused comments.
fn active(found: &FileFindings) -> Vec<(&'static str, Option<u32>)> {
    let active = found.findings.iter().filter(|finding| finding.is_active());
    active
        .map(|finding| (finding.rule.name, finding.locations[0].line))
        .collect()
}

fn unused(found: &FileFindings) -> BTreeSet<u32> {
    found.unused.iter().filter_map(|place| place.line).collect()
}

#[test]
fn a_comment_names_rules_in_any_of_their_names() {
    for (comment, is_meant) in [
        ("# nosec", true),
        ("# nosec B307", true),
        ("# nosec: S307", true),
        ("# nosec B602,B307", true),
        ("# nosec: eval-call because it is ours", true),
        ("# nosec B999", true),
        ("# nosec B602", false),
        ("# noqa: S307", true),
        ("# noqa:E501,S307", true),
        ("# NOQA: s307", true),
        ("# noqa: S602", false),
        ("# noqa", false),
    ] {
        let text = format!("eval(a)  {comment}\n");
        let found = looked(&text, &of(Mode::Own));
        assert_eq!(active(&found).is_empty(), is_meant, "{comment}");
        assert_eq!(found.findings.len(), 1, "{comment}");
        let is_nosec = comment.contains("nosec");
        assert_eq!(
            unused(&found).is_empty(),
            is_meant || !is_nosec,
            "{comment}"
        );
        assert_eq!(
            active(&looked(&text, &of(Mode::Compat))).is_empty(),
            is_nosec && comment != "# nosec B602",
            "{comment}"
        );
    }
}

#[test]
fn a_comment_counts_on_the_lines_of_the_call_and_at_the_edges_of_its_statement() {
    let suppressed = |text: &str| active(&looked(text, &of(Mode::Own))).is_empty();
    assert!(suppressed("x = eval(\n    a,  # nosec B307\n)\n"));
    assert!(suppressed("x = [  # nosec B307\n    eval(a),\n]\n"));
    assert!(suppressed("x = [\n    eval(a),\n]  # nosec B307\n"));
    assert!(!suppressed(
        "x = [\n    eval(a),\n    b,  # nosec B307\n]\n"
    ));
    assert!(!suppressed("if x:  # nosec B307\n    eval(a)\n"));
}

#[test]
fn a_comment_may_speak_of_the_whole_file() {
    for (comment, is_meant) in [
        ("# ruff: noqa: S307", true),
        ("# flake8: noqa: E501, S307", true),
        ("# ruff: noqa", false),
        ("# ruff: noqa: S602", false),
        ("# noqa: S307", false),
    ] {
        let text = format!("{comment}\neval(a)\neval(b)\n");
        let found = looked(&text, &of(Mode::Own));
        assert_eq!(active(&found).is_empty(), is_meant, "{comment}");
        assert_eq!(active(&looked(&text, &of(Mode::Compat))).len(), 2);
    }
}

#[test]
fn comments_for_rules_that_did_not_look_are_not_called_unused() {
    let of_tests = |tests: &[&str]| CodeSettings {
        tests: tests.iter().map(|name| (*name).to_owned()).collect(),
        ..CodeSettings::default()
    };
    let text = "a()  # nosec\nb()  # nosec B307\nimport subprocess  # nosec B404\n";
    assert_eq!(unused(&looked(text, &of(Mode::Own))), [1, 2].into());
    assert_eq!(unused(&looked(text, &of(Mode::Compat))), [1, 2].into());
    assert_eq!(unused(&looked(text, &of_tests(&["B307"]))), [2].into());
    assert_eq!(unused(&looked(text, &of_tests(&["B404"]))), [].into());
}

const LINES: &[&str] = &[
    "eval(a)",
    "print(a)",
    "pickle.loads(eval(a))",
    "assert a",
    "import telnetlib",
    "password = 'secret'",
    "subprocess.run('ls', shell=True)",
    "'eval(a)  # nosec'",
];

const COMMENTS: &[&str] = &[
    "",
    "",
    "  # plain",
    "  # nosec",
    "  # nosec B307",
    "  # nosec B301, B307",
    "  # nosec B101,B602",
    "  # nosec: import_telnetlib",
    "  # nosec B999",
    "  # nosec: B105 B602 B607",
    "  # nosec because",
];

fn sources() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..LINES.len(), 0..COMMENTS.len()), 1..12)
}

fn written(lines: &[(usize, usize)]) -> String {
    let mut text = "import pickle, subprocess\n".to_owned();
    for (line, comment) in lines {
        text.push_str(LINES[*line]);
        text.push_str(COMMENTS[*comment]);
        text.push('\n');
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn counts_add_up_to_what_is_found_without_comments(lines in sources()) {
        let text = written(&lines);
        for mode in [Mode::Compat, Mode::Own] {
            let found = looked(&text, &of(mode));
            let bare = CodeSettings { ignore_nosec: true, ..of(mode) };
            let whole = looked(&text, &bare);
            prop_assert_eq!(found.findings.len(), whole.findings.len());
            let shown = active(&found);
            let metrics = found.metrics;
            prop_assert_eq!(
                metrics.nosec + metrics.skipped_tests,
                whole.findings.len() - shown.len()
            );
            prop_assert_eq!(metrics.severity.iter().sum::<usize>(), shown.len());
            prop_assert_eq!(metrics.confidence.iter().sum::<usize>(), shown.len());
            prop_assert_eq!(whole.metrics.nosec + whole.metrics.skipped_tests, 0);
            prop_assert!(whole.unused.is_empty());
        }
    }

    #[test]
    fn a_comment_is_unused_just_if_nothing_changes_without_it(
        lines in sources(),
        place in any::<prop::sample::Index>(),
    ) {
        let place = place.index(lines.len());
        let number = u32::try_from(place).unwrap() + 2;
        let mut without = lines.clone();
        without[place].1 = 0;
        let is_nosec = COMMENTS[lines[place].1].contains("nosec");
        for mode in [Mode::Compat, Mode::Own] {
            let before = looked(&written(&lines), &of(mode));
            let after = looked(&written(&without), &of(mode));
            let is_same = active(&before) == active(&after);
            prop_assert_eq!(is_same, !is_nosec || unused(&before).contains(&number));
        }
    }
}
