//! Every key of the configuration, declared once: the parser takes what stands here, the reference page and
//! `--show-config` are made of it.

use std::fmt::Write as _;

use crate::{PRESETS, Preset, Settings, Waiver};

use super::show;

/// A key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// Its place: `gate.critical`; a key of a `[[ignore]]` entry is `ignore.id`.
    pub path: &'static str,
    /// What it takes, in words.
    pub kind: &'static str,
    /// What holds where it is not written, as TOML; `None` where nothing does.
    pub default: Option<&'static str>,
    /// A value for the reference page, as TOML; empty for tables.
    pub example: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// How its value in force is found.
    pub(super) show: Show,
}

/// How `--show-config` finds the value of a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Show {
    /// It is a table of further keys.
    Table,
    /// It is a value of the settings, as TOML; `None` where it is not set.
    Setting(fn(&Settings) -> Option<String>),
    /// It is a value of a waiver, as TOML.
    Waiver(fn(&Waiver) -> Option<String>),
}

impl Key {
    /// The last part of its path: what is written in its table.
    pub fn leaf(&self) -> &'static str {
        self.path
            .rsplit_once('.')
            .map_or(self.path, |(_, leaf)| leaf)
    }

    /// The path of its table; empty at the top.
    pub fn table(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(table, _)| table)
    }
}

const LEVEL: &str =
    "\"block\", \"warn\", \"log\" or { action = \"warn\" or \"log\", block-at = N }";
pub(super) const CAP: &str = "\"block\", \"warn\" or \"log\"";

macro_rules! keys {
    ($($path:literal, $kind:expr, $default:expr, $example:literal, $show:expr, $doc:literal;)*) => {
        /// Every key, tables before their keys, in the order they are documented.
        pub static KEYS: &[Key] = &[$(Key {
            path: $path,
            kind: $kind,
            default: $default,
            example: $example,
            doc: $doc,
            show: $show,
        },)*];
    };
}

use Show::{Setting, Table, Waiver as OfWaiver};

keys! {
    "version", "the integer 1", Some("1"), "1", Setting(|_| Some("1".to_owned())),
        "Version of this configuration's schema.";
    "exclude", "a list of strings", Some("[]"), r#"["examples/**", "tests/data"]"#,
        Setting(|it| Some(show::texts(&it.exclude))),
        "Globs of paths to leave out, relative to the target. `--exclude` adds to them.";
    "python", "a string", None, r#""3.12""#,
        Setting(|it| it.python.as_deref().map(show::text)),
        "The Python version to judge environment markers for.";
    "platform", "a string", None, r#""linux""#,
        Setting(|it| it.platform.as_deref().map(show::text)),
        "The platform to judge environment markers for.";

    "gate", "a table", None, "", Table,
        "What findings bring about: `block` fails the run (exit 1), `warn` and `log` only tell. The gate decides the exit code; the report always shows everything. `--gate NAME` replaces the rules of the severity levels.";
    "gate.critical", LEVEL, Some("\"block\""), r#""block""#,
        Setting(|it| Some(it.gate.levels.critical.to_string())), "Critical findings.";
    "gate.high", LEVEL, Some("\"block\""), r#"{ action = "warn", block-at = 5 }"#,
        Setting(|it| Some(it.gate.levels.high.to_string())),
        "High findings. With `block-at = 5`: the action until there are five active ones, then block.";
    "gate.medium", LEVEL, Some("\"block\""), r#""log""#,
        Setting(|it| Some(it.gate.levels.medium.to_string())), "Medium findings.";
    "gate.unknown", LEVEL, Some("\"block\""), r#""warn""#,
        Setting(|it| Some(it.gate.levels.unknown.to_string())),
        "Findings whose advisory has neither score nor word: they may be anything.";
    "gate.low", LEVEL, Some("\"block\""), r#""log""#,
        Setting(|it| Some(it.gate.levels.low.to_string())), "Low findings.";
    "gate.info", LEVEL, Some("\"block\""), r#""log""#,
        Setting(|it| Some(it.gate.levels.info.to_string())), "Findings that are good to know.";
    "gate.malicious", LEVEL, Some("\"block\""), r#""block""#,
        Setting(|it| Some(it.gate.malicious.to_string())),
        "Packages that are themselves an attack. No cap applies to them.";
    "gate.kev", LEVEL, None, r#""block""#,
        Setting(|it| it.gate.kev.map(|rule| rule.to_string())),
        "The least that findings known to be exploited bring about, whatever their severity; caps do not apply. Where it is not set they block, if the catalogue is installed (`pyward db update --source kev`). Where it is set, a run without the catalogue is incomplete, exit 3.";
    "gate.epss", "a table with `at`, a probability from 0 to 1, and `action`, \"block\", \"warn\" or \"log\"", None,
        r#"{ at = 0.5, action = "block" }"#,
        Setting(|it| it.gate.epss.map(|rule| rule.to_string())),
        "The least that findings bring about which are exploited within 30 days with at least this probability (EPSS); caps apply. A run without such probabilities (`pyward db update --source epss`) is incomplete, exit 3.";
    "gate.unfixed", CAP, Some("\"block\""), r#""warn""#,
        Setting(|it| Some(show::word(it.gate.unfixed.word()))),
        "The most that a finding without a fix may bring about; it does not count for `block-at` then. `block` is no cap.";
    "gate.standing", CAP, Some("\"warn\""), r#""block""#,
        Setting(|it| Some(show::word(it.gate.standing.word()))),
        "The most that what a package index says of a release may bring about: yanked, archived, deprecated, or not there (`--service index`). A quarantined project is judged by `malicious`.";
    "gate.scopes", "a table of \"block\", \"warn\" or \"log\" by scope", Some("{}"),
        r#"{ dev = "warn", "extra:docs" = "log" }"#,
        Setting(|it| Some(show::caps(&it.gate.scopes))),
        "The most that findings in what is needed only for these scopes may bring about. Scopes are `dev`, `build`, `extra`, `extra:NAME`, `group`, `group:NAME`, `vendored` (copies inside of other packages, such as pip's: at most `warn` where it is not set), `system` and `user` (packages of the system's Python, and those of `pip install --user`); the named form goes before the general one. What several scopes need gets the strictest of their caps; what a scope without a cap needs, or no known scope, has none.";
    "gate.code", "\"any\", \"low\", \"medium\", \"high\", \"critical\" or \"never\"", Some("\"high\""), r#""medium""#,
        Setting(|it| Some(show::word(it.gate.code.word()))),
        "How bad a defect in code must be to block; all but `any` ask for at least medium confidence. Where it is not set, any defect blocks `pyward code`. `--gate LEVEL` sets it too.";
    "gate.incomplete", "\"block\" or \"warn\"", Some("\"warn\""), r#""block""#,
        Setting(|it| Some(show::word(it.gate.incomplete.word()))),
        "With `block`, whatever could not be checked (unpinned, unreadable, skipped) makes the run incomplete, exit 3, as `--strict` does. A failed source always does.";
    "gate.max-db-age", "an age such as \"7d\", \"36h\" or \"2w\"", None, r#""7d""#,
        Setting(|it| it.gate.max_db_age.map(|age| show::word(&age.to_string()))),
        "Advisory data older than this makes the run incomplete, exit 3. Where it is not set, data older than seven days is told and no more.";

    "code", "a table", None, "", Table, "How code is read.";
    "code.models", "a list of strings", Some("[]"), r#"["security/*.toml"]"#,
        Setting(|it| Some(show::texts(&it.code_models))),
        "Files with sources, sinks, sanitizers and guards of your own, in the form of pyward's ([Reading code](code.md#sources-and-sinks-of-your-own)): paths and globs from the folder of this file on. They add to those pyward comes with, and their examples are checked whenever they are read.";

    "code.library", "\"auto\", \"always\" or \"never\"", Some("\"auto\""), r#""always""#,
        Setting(|it| Some(show::word(it.code_library.word()))),
        "Whether parameters of public functions count as data from outside, as whoever uses a library may have them from anybody. What is found so is of low severity and confidence. With `auto`, where what `pyward code` looks at is a release (`PKG-INFO`, `*.dist-info`). `--library WHEN` goes before it.";

    "ignores", "a table", None, "", Table, "What is asked of the entries of the ignore list.";
    "ignores.require", "a list of \"reason\", \"owner\", \"expires\", \"added\", \"review\", \"ticket\", \"package\"",
        Some(r#"["reason"]"#), r#"["reason", "owner", "expires"]"#,
        Setting(|it| Some(show::demands(&it.ignores.require))),
        "Keys that every `[[ignore]]` entry must have.";
    "ignores.max-days", "a table of days by severity", Some("{}"), "{ critical = 14, high = 30 }",
        Setting(|it| Some(show::days(&it.ignores.max_days))),
        "How many days after `added` an entry holds at most, by the severity of what it covers; every entry needs `added` then. Entries with status `not-affected` or `false-positive` are free of it.";
    "ignores.expired", "\"block\" or \"warn\"", Some("\"warn\""), r#""block""#,
        Setting(|it| Some(show::word(it.ignores.expired.word()))),
        "What an entry past its end brings about. What it covered counts again in either case.";
    "ignores.unused", "\"block\", \"warn\" or \"allow\"", Some("\"warn\""), r#""block""#,
        Setting(|it| Some(show::word(it.ignores.unused.word()))),
        "What an entry that matches nothing brings about.";

    "ignore", "an array of tables", None, "", Table,
        "One accepted finding an entry, `[[ignore]]`. It stays in the report and in the counts, marked with the reason.";
    "ignore.id", "a string", None, r#""CVE-2024-56326""#, OfWaiver(|it| it.id.as_deref().map(show::text)),
        "The advisory, by any of its ids in any case, or a rule by its name (`missing-release`), for rules about code also as bandit and ruff call it. An entry without an id covers everything known about a package but malware, and needs `package`, `versions` and `expires`.";
    "ignore.package", "a package name", None, r#""jinja2""#,
        OfWaiver(|it| it.package.as_ref().map(|name| show::text(name.as_str()))), "Only in this package.";
    "ignore.versions", "a PEP 440 range", None, r#""<3.1.5""#,
        OfWaiver(|it| it.versions.as_ref().map(|range| show::text(&range.text))),
        "Only in these versions: the entry dies when the version leaves the range.";
    "ignore.paths", "a list of strings", None, r#"["scripts", "src/legacy/**"]"#,
        OfWaiver(|it| (!it.paths.is_empty()).then(|| show::globs(&it.paths))),
        "Only in code below these paths, in the words of `.gitignore`: a name anywhere, a path from the folder of this file on. For entries about code alone.";
    "ignore.status", "\"accepted-risk\", \"not-affected\", \"false-positive\", \"mitigated\" or \"awaiting-fix\"",
        Some("\"accepted-risk\""), r#""not-affected""#, OfWaiver(|it| Some(show::word(it.status.word()))),
        "What was decided. Where `until` is `fix-available`, it is `awaiting-fix` unless written.";
    "ignore.justification", "an OpenVEX justification", None, r#""vulnerable_code_not_in_execute_path""#,
        OfWaiver(|it| it.justification.map(|word| show::word(word.word()))),
        "Why it does not affect; needed where `status` is `not-affected`. One of `component_not_present`, `vulnerable_code_not_present`, `vulnerable_code_not_in_execute_path`, `vulnerable_code_cannot_be_controlled_by_adversary`, `inline_mitigations_already_exist`.";
    "ignore.reason", "a string of 15 characters or more", None, r#""No template of a user reaches the sandbox.""#,
        OfWaiver(|it| (!it.reason.is_empty()).then(|| show::text(&it.reason))),
        "Why, in a sentence that will still be understood next year. Placeholders (TBD, TODO, n/a) are refused.";
    "ignore.owner", "a string", None, r#""@web-team""#, OfWaiver(|it| it.owner.as_deref().map(show::text)),
        "Who answers for it.";
    "ignore.added", "a date", None, "2026-11-02", OfWaiver(|it| it.added.map(|day| day.to_string())),
        "The day it was decided; the entry holds from that day on.";
    "ignore.review", "a date", None, "2026-12-01", OfWaiver(|it| it.review.map(|day| day.to_string())),
        "From this day on a notice asks to look at it again.";
    "ignore.expires", "a date", None, "2027-01-31", OfWaiver(|it| it.expires.map(|day| day.to_string())),
        "The last day it holds.";
    "ignore.until", "\"date\" or \"fix-available\"", Some("\"date\""), r#""fix-available""#,
        OfWaiver(|it| Some(show::word(it.until.word()))),
        "With `fix-available` it holds only while no version clears the finding.";
    "ignore.ticket", "a string", None, r#""SEC-214""#, OfWaiver(|it| it.ticket.as_deref().map(show::text)),
        "Where the work on it is tracked.";
}

/// Keys that the schema has a meaning for and this version does not act on. They are refused: a policy that is read
/// and not kept would be a lie.
pub(super) const LATER: [&str; 10] = [
    "extends",
    "sla",
    "env",
    "packages",
    "licenses",
    "baseline",
    "rules",
    "gate.scope",
    "ignores.added-in-pr",
    "ignore.env",
];

/// The keys of a table, by its path; empty for the top.
pub(super) fn keys_of(table: &str) -> impl Iterator<Item = &'static Key> + Clone {
    KEYS.iter().filter(move |key| key.table() == table)
}

/// The reference of all keys, as a Markdown page.
pub fn config_reference() -> String {
    let mut page = String::from(
        "# Configuration\n\n\
         pyward reads `pyward.toml`, or the table `[tool.pyward]` of `pyproject.toml` with the same keys, nearest upward \
         from the target. The command line goes before the file. Keys that are not known here are errors.\n",
    );
    for key in KEYS {
        if matches!(key.show, Show::Table) {
            let brackets = if key.path == "ignore" {
                "[[ignore]]".to_owned()
            } else {
                format!("[{}]", key.path)
            };
            let _ = write!(page, "\n## `{brackets}`\n\n{}\n", key.doc);
            continue;
        }
        let level = if key.table().is_empty() { "##" } else { "###" };
        let default = key
            .default
            .map_or_else(|| "not set".to_owned(), |default| format!("`{default}`"));
        let _ = write!(
            page,
            "\n{level} `{}`\n\n{}\n\n- Takes: {}\n- Default: {default}\n\n```toml\n{} = {}\n```\n",
            key.leaf(),
            key.doc,
            key.kind,
            key.leaf(),
            key.example,
        );
    }
    page.push_str("\n## Gates by name\n\nWhat `--gate NAME` can name:\n\n");
    for preset in &PRESETS {
        let names: Vec<String> = Preset::names(preset)
            .map(|name| format!("`{name}`"))
            .collect();
        let _ = writeln!(page, "- {}: {}.", names.join(" or "), preset.doc);
    }
    page
}
