//! The fast reader of TOML against the one that knows all of it: whatever the fast one accepts, both read the same, lines
//! included.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use pyward_inventory::toml::{
    Kind, MAX_DEPTH, Table, full, parse, parse_without, salvage, scan, scan_without,
};

/// Both readings of a text, held against each other; whether the fast reader took it.
fn compare(text: &str) -> Result<bool, TestCaseError> {
    let Some(fast) = scan(text) else {
        return Ok(false);
    };
    match full(text) {
        Ok(slow) => prop_assert_eq!(&fast, &slow, "{}", text),
        Err(error) => prop_assert!(false, "accepted what is not TOML ({}):\n{}", error, text),
    }
    Ok(true)
}

/// What is read where the lists and tables under some keys are passed over, held against all that is read.
fn compare_without(text: &str, keys: &[&str]) -> Result<bool, TestCaseError> {
    let Some(passed) = scan_without(text, keys) else {
        return Ok(false);
    };
    match full(text) {
        Ok(slow) => prop_assert_eq!(rest(&passed, keys), rest(&slow, keys), "{}", text),
        Err(error) => prop_assert!(false, "passed over what is not TOML ({}):\n{}", error, text),
    }
    Ok(true)
}

/// A table without what stands in the lists and tables under some keys, wherever they are.
fn rest(table: &Table<'_>, keys: &[&str]) -> String {
    let mut text = String::from("{");
    for (key, value) in table.iter() {
        let _ = write!(text, "{key:?}@{}=", value.line);
        match &value.kind {
            Kind::Array(_) if keys.contains(&key) => text.push_str("[…]"),
            Kind::Table(_) if keys.contains(&key) => text.push_str("{…}"),
            Kind::Table(table) => text.push_str(&rest(table, keys)),
            Kind::Array(values) => {
                for value in values {
                    match value.as_table() {
                        Some(table) => text.push_str(&rest(table, keys)),
                        None => {
                            let _ = write!(text, "{value:?},");
                        }
                    }
                }
            }
            other => {
                let _ = write!(text, "{other:?}");
            }
        }
        text.push(';');
    }
    text + "}"
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-e]",
        6 => "[A-Za-z0-9_-]{2,4}",
        1 => "\"[a-e .]{0,2}\"",
        1 => "'[a-e .]{0,2}'",
    ]
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "\"[a-zA-Z0-9 ,#\\[\\]{}='é]{0,12}\"",
        2 => "\"[a-z]{0,3}(\\\\[\"\\\\nrtbf]|\\\\u00[0-9a-f]{2}|\\\\U0001F60[0-9]|ß){0,3}[a-z]{0,3}\"",
        2 => "'[a-z\\\\\"#]{0,6}'",
        2 => "-?(0|[1-9][0-9]{0,17})",
        1 => select(vec!["true", "false"]).prop_map(str::to_owned),
        2 => "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,9})?Z?)?",
        // What the fast reader leaves to the other.
        1 => select(vec!["1.5", "0x1f", "1_000", "+1", "inf", "07:32:00", "\"\"\"a\nb\"\"\"", "'''a'''", "\"\\e\"", "-0"])
            .prop_map(str::to_owned),
    ]
}

fn blank() -> impl Strategy<Value = &'static str> {
    select(vec![
        "", "", "", " ", "\n", "\r\n", "\n    ", " # c\n", "\t",
    ])
}

fn value() -> impl Strategy<Value = String> {
    scalar().prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            (
                prop::collection::vec((inner.clone(), blank(), blank()), 0..5),
                blank(),
                any::<bool>()
            )
                .prop_map(|(items, end, comma)| {
                    let items: Vec<String> = items
                        .into_iter()
                        .map(|(v, a, b)| format!("{a}{v}{b}"))
                        .collect();
                    let comma = if comma && !items.is_empty() { "," } else { "" };
                    format!("[{}{comma}{end}]", items.join(","))
                }),
            prop::collection::vec((key(), inner), 0..4).prop_map(|pairs| {
                let pairs: Vec<String> = pairs
                    .into_iter()
                    .map(|(k, v)| format!("{k} = {v}"))
                    .collect();
                format!("{{ {} }}", pairs.join(", "))
            }),
        ]
    })
}

fn statement() -> impl Strategy<Value = String> {
    let end = select(vec!["\n", "\n", "\n", "\r\n", "  # comment\n", "\n\n", " "]);
    let header = || prop::collection::vec(key(), 1..4).prop_map(|parts| parts.join("."));
    prop_oneof![
        5 => (key(), value(), end.clone()).prop_map(|(k, v, end)| format!("{k} = {v}{end}")),
        2 => (header(), end.clone()).prop_map(|(h, end)| format!("[{h}]{end}")),
        3 => (header(), end).prop_map(|(h, end)| format!("[[{h}]]{end}")),
        1 => select(vec!["a.b = 1\n", "# only a comment\n", "\n", "  x = 1\n", "[ a ]\n"]).prop_map(str::to_owned),
    ]
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(statement(), 0..12).prop_map(|statements| statements.concat())
}

fn mutated() -> impl Strategy<Value = String> {
    let edits = prop::collection::vec(
        (
            any::<Index>(),
            0..3usize,
            select(
                "\"'[]{}=.,#\n\r\t \\-:0aT_\u{7f}\u{0}é"
                    .chars()
                    .collect::<Vec<_>>(),
            ),
        ),
        1..4,
    );
    (document(), edits).prop_map(|(text, edits)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (index, deleted, inserted) in edits {
            let at = index.index(chars.len() + 1);
            let end = (at + deleted).min(chars.len());
            chars.splice(at..end, [inserted]);
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_agree(text in document()) {
        compare(&text)?;
    }

    #[test]
    fn both_readers_agree_on_documents_with_a_few_characters_changed(text in mutated()) {
        compare(&text)?;
    }

    #[test]
    fn what_is_passed_over_changes_nothing_of_the_rest(text in prop_oneof![document(), mutated()]) {
        compare_without(&text, &["a", "b", "c"])?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        compare(&text)?;
        let _ = (parse(&text), salvage(&text));
    }

    #[test]
    fn what_is_broken_is_salvaged_without_harm(text in mutated(), mark in any::<Index>()) {
        let at = text.floor_char_boundary(mark.index(text.len() + 1));
        let conflict = format!("{}\n<<<<<<< a\n{}\n=======\n{text}\n>>>>>>> b\n", &text[..at], &text[at..]);
        let _ = (salvage(&text), salvage(&conflict));
    }
}

#[test]
fn most_plain_documents_are_taken_by_the_fast_reader() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let line = (key(), "\"[a-z ]{0,9}\"").prop_map(|(k, v)| format!("[[t]]\n{k} = {v}\n[t.{k}]\n"));
    let documents = prop::collection::vec(line, 1..5).prop_map(|lines| lines.concat());
    let taken = (0..200).filter(|_| {
        let text = documents.new_tree(&mut runner).unwrap().current();
        full(&text).is_ok() && compare(&text).unwrap() || full(&text).is_err()
    });
    assert_eq!(taken.count(), 200);
}

#[test]
fn what_toml_forbids_is_refused_with_its_line() {
    for (text, line) in [
        ("a = 1\na = 2\n", 2),
        ("[a]\n[b]\n[a]\n", 3),
        ("a = { b = 1, b = 2 }\n", 1),
        ("a = [{}]\n[[a]]\n", 2),
        ("a = {}\n[a.b]\n", 2),
        ("[a]\n[[a]]\n", 2),
        ("x = 1\ny = \"open\n", 2),
        ("x = 1\n\ny = 2024-02-30\n", 3),
    ] {
        assert!(scan(text).is_none(), "{text}");
        let error = parse(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(!error.message.is_empty());
    }
}

#[test]
fn depth_and_size_are_bounded() {
    for open in ["[", "{a=", "[[", "{a.a.a=["] {
        let text = format!("x = {}", open.repeat(100_000));
        assert!(scan(&text).is_none());
        let error = parse(&text).unwrap_err();
        assert_eq!(
            (error.line, error.message),
            (1, format!("nested deeper than {MAX_DEPTH} levels")),
            "{open}"
        );
        let _ = salvage(&text);
    }
    let dotted = format!("{} = 1", vec!["a"; 100_000].join("."));
    assert!(
        parse(&dotted)
            .unwrap_err()
            .message
            .contains("nested deeper")
    );
    let header = format!("[{}]", vec!["a"; 100_000].join("."));
    assert!(
        parse(&header)
            .unwrap_err()
            .message
            .contains("nested deeper")
    );
    let wide = format!("x = [{}]", "[],".repeat(1_100_000));
    assert!(parse(&wide).unwrap_err().message.contains("values"));
    let headers = numbered(30_000, |i| {
        format!(
            "[a{i}.b]
"
        )
    });
    assert!(
        parse(&format!("b.c = 1\n{headers}"))
            .unwrap_err()
            .message
            .contains("headers")
    );
}

#[test]
fn a_table_with_very_many_keys_takes_no_quadratic_time() {
    let keys = numbered(60_000, |i| {
        format!(
            "k{i} = 1
"
        )
    });
    assert!(scan(&keys).is_none());
    assert_eq!(parse(&keys).unwrap().len(), 60_000);
}

/// What is made of each number up to a count, in one text.
fn numbered(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect::<Vec<_>>().concat()
}

/// Lock files as tools write them, and whether the fast reader knows their forms.
const FIXTURES: &[(&str, bool)] = &[
    (include_str!("fixtures/locks/uv.lock"), true),
    (include_str!("fixtures/locks/tool.py.lock"), true),
    (include_str!("fixtures/locks/poetry-1.lock"), true),
    (include_str!("fixtures/locks/poetry-2.lock"), true),
    (include_str!("fixtures/locks/pdm.lock"), true),
    // Its dates have offsets, as in the example of the standard.
    (include_str!("fixtures/locks/pylock.toml"), false),
    (include_str!("fixtures/locks/odd.toml"), false),
];

#[test]
fn lock_files_are_read_alike() {
    for &(text, plain) in FIXTURES {
        assert!(full(text).is_ok());
        assert_eq!(compare(text).unwrap(), plain, "{text}");
        assert_eq!(
            compare(&text.replace('\n', "\r\n")).unwrap(),
            plain,
            "{text}"
        );
    }
}

#[test]
fn lock_files_are_read_alike_without_their_files() {
    let keys = ["wheels", "sdist", "files", "package"];
    for &(text, plain) in FIXTURES {
        assert_eq!(compare_without(text, &keys).unwrap(), plain, "{text}");
        let windows = text.replace('\n', "\r\n");
        assert_eq!(compare_without(&windows, &keys).unwrap(), plain, "{text}");
    }
}

#[test]
fn what_is_passed_over_is_looked_through_all_the_same() {
    let mut many = String::from("files = [{ ");
    for number in 0..9 {
        let _ = write!(many, "k{number} = 1, ");
    }
    let well_formed = [
        ("files = []\n", true),
        ("files = [{ a = 'x', b = 1 }, {}, [\"a\\nb\"]] # c\n", true),
        ("files = {}\n[files-of]\nfiles = 2020-01-01\n", true),
        // Left to the full reader.
        ("files = [{ \"a\" = 1 }]\n", false),
        (&(many + "l = 1 }]\n"), false),
    ];
    for (text, is_plain) in well_formed {
        assert_eq!(
            compare_without(text, &["files"]).unwrap(),
            is_plain,
            "{text}"
        );
        assert!(parse_without(text, &["files"]).is_ok(), "{text}");
    }
    for broken in [
        "files = [\n",
        "files = [{ a = 1, a = 2 }]\n",
        "files = [{ a = 1 ]\n",
        "files = [{ a }]\n",
        "files = [{ a = \"x }]\n",
        "files = [1 2]\n",
        "files = [] x\n",
        "files = []\nfiles = []\n",
        "files = [{ a = \"\\q\" }]\n",
    ] {
        assert!(parse_without(broken, &["files"]).is_err(), "{broken}");
    }
    let deep = format!("files = {}{}\n", "[".repeat(5000), "]".repeat(5000));
    assert!(parse_without(&deep, &["files"]).is_err());
}
