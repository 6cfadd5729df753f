//! Whatever a file says, rules about code look at it to its end: no panic, no overflow, and what they say of it holds
//! together.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, FileFindings, Mode, code};

/// Sources full of what rules look for.
const SOURCES: &[&str] = &[
    include_str!("../../../tests/differential/code/oddities.py"),
    include_str!("../../../tests/differential/code/plugins.py"),
    include_str!("../../../tests/differential/code/markup.py"),
    include_str!("../../../tests/differential/code/tables.py"),
];

/// Pieces that put into a source change what the rest of it is.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "'''",
    "\"\"\"",
    "\\",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "    ",
    "\x0c",
    "\0",
    ":",
    ";",
    ",",
    ".",
    "=",
    ":=",
    "*",
    "**",
    "@",
    "->",
    "#",
    "# nosec",
    "# nosec B602,",
    "# noqa: S602",
    "f'",
    "f\"{",
    "rb'",
    "t'",
    "%s",
    "{x!r:>{w}}",
    "lambda:",
    "yield ",
    "await ",
    "async ",
    "def ",
    "class ",
    "import ",
    "from . import ",
    "eval(",
    "exec(",
    "subprocess.run(",
    "yaml.load(",
    "hashlib.new(",
    "open(",
    "__import__(",
    "getattr(",
    "assert ",
    "try:\n",
    "except:\n",
    "pass\n",
    "match x:\n",
    "case ",
    "type ",
    "global ",
    "if ",
    "else:\n",
    "for ",
    "in ",
    "shell=True",
    "password=",
    "'select * from ' + ",
    "0o777",
    "1e999",
    "0x",
    "9999999999999999999999",
    "é",
    "\u{202e}",
    "\u{feff}",
    "\u{2028}",
    "𝐞𝐯𝐚𝐥",
    "a",
    "_",
    " ",
];

fn looked(bytes: &[u8], kind: SourceKind, mode: Mode) -> Option<FileFindings> {
    let module = Module::read("app.py", bytes, kind).ok()?;
    let settings = CodeSettings {
        mode,
        ..CodeSettings::default()
    };
    Some(code(vec![module], &settings).files.remove(0))
}

/// Looks in both modes, and checks that findings stand in the file, each under an identity of its own.
fn holds_together(bytes: &[u8], kind: SourceKind) {
    for mode in [Mode::Compat, Mode::Own] {
        let Some(found) = looked(bytes, kind, mode) else {
            return;
        };
        let lines = u32::try_from(bytes.len() + 2).expect("sources are small");
        let mut seen = BTreeSet::new();
        for finding in &found.findings {
            assert!(seen.insert(finding.fingerprint.clone()), "{finding:?}");
            for place in &finding.locations {
                assert!(place.line.is_none_or(|line| (1..=lines).contains(&line)));
                let end = place.end_line.or(place.line);
                assert!(end >= place.line, "{finding:?}");
            }
            let bandit = finding.code.as_ref().and_then(|code| code.bandit.as_ref());
            assert!(bandit.is_some() || mode == Mode::Own);
            assert!(bandit.is_none_or(|bandit| bandit.lines.0 <= bandit.lines.1));
            assert!(!finding.message.is_empty() && !finding.message.ends_with('.'));
        }
        let suppressed = found.findings.iter().filter(|it| !it.is_active()).count();
        let counted = found.metrics.nosec + found.metrics.skipped_tests;
        assert_eq!(counted, suppressed);
        let active: usize = found.metrics.severity.iter().sum();
        assert_eq!(active + suppressed, found.findings.len());
        for place in &found.unused {
            assert!(place.line.is_some_and(|line| line >= 1 && line <= lines));
        }
    }
}

fn notebook(cells: &[String]) -> Vec<u8> {
    let cells: Vec<_> = cells
        .iter()
        .map(|cell| serde_json::json!({"cell_type": "code", "source": cell}))
        .collect();
    serde_json::to_vec(&serde_json::json!({"cells": cells})).expect("it is a value")
}

/// A part of one of the sources, between line ends.
fn part() -> impl Strategy<Value = String> {
    (select(SOURCES), any::<Index>(), 1..12_usize).prop_map(|(source, at, count)| {
        let lines: Vec<&str> = source.split_inclusive('\n').collect();
        let from = at.index(lines.len());
        lines.iter().skip(from).take(count).copied().collect()
    })
}

/// Puts pieces into a text, each in place of a few characters.
fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), 0..4_usize, select(PIECES));
    (part(), prop::collection::vec(change, 0..8)).prop_map(|(text, changes)| {
        let mut text: Vec<char> = text.chars().collect();
        for (at, gone, piece) in changes {
            let from = at.index(text.len() + 1);
            let to = (from + gone).min(text.len());
            text.splice(from..to, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_looked_at(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for kind in [SourceKind::Module, SourceKind::Stub, SourceKind::Notebook] {
            holds_together(&bytes, kind);
        }
    }

    #[test]
    fn pieces_in_any_order_are_looked_at(pieces in prop::collection::vec(select(PIECES), 0..60)) {
        let text = pieces.concat();
        holds_together(text.as_bytes(), SourceKind::Module);
        holds_together(&notebook(&[text]), SourceKind::Notebook);
    }

    #[test]
    fn broken_sources_are_looked_at(text in mutated()) {
        holds_together(text.as_bytes(), SourceKind::Module);
        holds_together(text.as_bytes(), SourceKind::Stub);
    }

    #[test]
    fn broken_notebooks_are_looked_at(cells in prop::collection::vec(mutated(), 0..4)) {
        holds_together(&notebook(&cells), SourceKind::Notebook);
    }

    #[test]
    fn line_ends_of_all_kinds_are_looked_at(text in part(), end in select(&["\r", "\r\n", "\n\r", "\x0c\n"][..])) {
        holds_together(text.replace('\n', end).as_bytes(), SourceKind::Module);
    }
}

fn numbered(many: usize, line: impl Fn(usize) -> String) -> String {
    (0..many).map(line).collect()
}

#[test]
fn hostile_sources_end_in_time() {
    let deep = 3_000;
    let many = 3_000;
    let sources = [
        "(".repeat(200_000),
        format!("{}a{}", "eval(".repeat(deep), ")".repeat(deep)),
        format!(
            "{}a{}",
            "eval(\n".repeat(deep),
            ")  # nosec B999\n".repeat(deep)
        ),
        format!("a{}(b)", ".run".repeat(deep)),
        format!("eval{}", "(a)".repeat(deep)),
        format!("x = 'select'{}", " + a".repeat(deep)),
        format!("x = {}1", "lambda: ".repeat(deep)),
        format!("x = [{}]", "eval(a),  # nosec B999\n".repeat(many)),
        format!("x = '{}'\n{}", "a".repeat(many), "eval(x)\n".repeat(many)),
        format!("x = [{}]\n{}", "1,".repeat(many), "eval(x)\n".repeat(many)),
        "import subprocess as a, pickle as b  # nosec\n".repeat(many),
        numbered(many, |number| {
            format!("from Crypto.Cipher import A{number}\n")
        }),
        numbered(many, |number| {
            format!("a{} = a{number}\neval(a{number})\n", number + 1)
        }),
        "a = b\nb = a\na(b)\n".repeat(many / 2),
        "from random import *\nchoice(a)\n".repeat(many / 2),
        format!("f(password='a', {}b=1)\n", "shell=True, ".repeat(many)),
        format!("# nosec {}\neval(a)", "B307,".repeat(many)),
        format!("{}eval(a)", "#".repeat(many * 2)),
        "eval(a)\r".repeat(many),
        "eval(a);".repeat(many),
        "eval('𝐞𝐯𝐚𝐥' + a);".repeat(many),
        format!("{}# nosec", "eval(a);".repeat(many)),
        format!("x = [{}]  # nosec", "eval(a), ".repeat(many)),
    ];
    for source in sources {
        let start = Instant::now();
        holds_together(source.as_bytes(), SourceKind::Module);
        let shown: String = source.chars().take(30).collect();
        let spent = start.elapsed();
        assert!(spent < Duration::from_mins(3), "{shown:?} takes {spent:?}");
    }
}
