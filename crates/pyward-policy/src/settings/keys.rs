//! Every key of the configuration, declared once: the parser takes what stands here, the reference page and
//! `--show-config` are made of it.

use std::fmt::Write as _;

use crate::{AllowedPackage, BlockedPackage, PRESETS, Preset, Settings, Waiver};

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
    /// It is an array of tables of further keys, or a table of tables: shown an entry at a time.
    Tables,
    /// It is told as TOML in a comment, since reading it back would say it twice; `None` where it is not set.
    Told(fn(&Settings) -> Option<String>),
    /// It is a value of a waiver, as TOML.
    Waiver(fn(&Waiver) -> Option<String>),
    /// It is a value of an approved package, as TOML.
    Allowed(fn(&AllowedPackage) -> Option<String>),
    /// It is a value of a blocked package, as TOML.
    Blocked(fn(&BlockedPackage) -> Option<String>),
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

use Show::{Allowed, Blocked, Setting, Table, Tables, Told, Waiver as OfWaiver};

keys! {
    "version", "the integer 1", Some("1"), "1", Setting(|_| Some("1".to_owned())),
        "Version of this configuration's schema.";
    "extends", "a path, an address with a digest, or a list of them", None, r#"["../policy/base.toml"]"#,
        Told(|it| (!it.extends.is_empty()).then(|| show::texts(&it.extends))),
        "Policies below this one, the first counts least: paths of `.toml` files from the folder of this file on, and `https://` addresses pinned by the digest of what is there, `https://policy.example.org/base.toml#sha256=…`. What this file says counts before what they say; entries of lists are added to theirs. What was fetched is kept by its digest, so that it is fetched once.";
    "locked", "a list of keys or tables", Some("[]"), r#"["gate", "ignores.max-days"]"#,
        Setting(|it| Some(show::locked(&it.locked))),
        "Keys that files which extend this one, and `--gate`, may only tighten: `block` before `warn` before `log`, fewer days, more demands.";
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
    "gate.scope", "\"all\" or \"new\"", Some("\"all\""), r#""new""#,
        Setting(|it| Some(show::word(it.gate.scope.word()))),
        "With `new` only what was not there before counts: not in the baseline (`.pyward/baseline.json` beside this file, or `--baseline`), not in the base of a change (`--base`). What was there stays in the report, marked as known.";
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

    "env", "a table", None, "", Tables,
        "Environments of use, a table each: what reaches production is judged otherwise than what only development needs. A finding that is reached in several is judged in each, so that the strictest decides; what no environment holds is judged by [gate].";
    "env.NAME", "a table", None, "", Tables, "One environment, such as `[env.production]`.";
    "env.NAME.match", "a table with `groups`, a list of groups and extras of dependencies, and `branches`, a list of globs", None,
        r#"{ groups = ["main"], branches = ["main", "release/*"] }"#, Tables,
        "What it is made of (`main`, `dev`, `build`, `extra`, or the name of a group or extra; everything where it is not said; code is of `main`) and the branches it is built from (all where that is not said). The branch is read from `.git/HEAD`, or given by `--branch`; `--env NAME` names the environments instead. Where nobody knows the branch, environments bound to branches count, and so does what holds without them.";
    "env.NAME.gate", "a table of keys of [gate]", None, r#"{ high = "block" }"#, Tables,
        "What findings bring about in it, over what [gate] says; all keys but `scope`, `scopes`, `incomplete` and `max-db-age`, which are of the whole run.";

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

    "ignores.added-in-pr", "\"block\", \"warn\" or \"allow\"", Some("\"warn\""), r#""block""#,
        Setting(|it| Some(show::word(it.ignores.added_in_pr.word()))),
        "What an entry brings about that a change adds: with `--base` a change is judged by the entries of its base, and a new one is shown as a finding.";

    "baseline", "a table", None, "", Table, "What is asked of the entries of a baseline.";
    "baseline.expires", "an age such as \"90d\" or \"12w\"", None, r#""90d""#,
        Setting(|it| it.baseline_expires.map(|age| show::word(&age.to_string()))),
        "What has been in a baseline for longer than this counts as if it were new. Where it is not set, a baseline does not age.";

    "ignore", "an array of tables", None, "", Tables,
        "One accepted finding an entry, `[[ignore]]`. It stays in the report and in the counts, marked with the reason.";
    "ignore.id", "a string", None, r#""CVE-2024-56326""#, OfWaiver(|it| it.id.as_deref().map(show::text)),
        "The advisory, by any of its ids in any case, or a rule by its name (`missing-release`), for rules about code also as bandit and ruff call it. An entry without an id covers everything known about a package but malware, and needs `package`, `versions` and `expires`.";
    "ignore.package", "a package name or package URL", None, r#""jinja2""#,
        OfWaiver(|it| it.package.as_ref().map(|named| show::text(&named.to_string()))),
        "Only in this package: one of PyPI by its name, one of another ecosystem by its package URL without a version (`pkg:npm/lodash`). The same name elsewhere is not meant.";
    "ignore.versions", "a PEP 440 range", None, r#""<3.1.5""#,
        OfWaiver(|it| it.versions.as_ref().map(|range| show::text(&range.text))),
        "Only in these versions: the entry dies when the version leaves the range.";
    "ignore.paths", "a list of strings", None, r#"["scripts", "src/legacy/**"]"#,
        OfWaiver(|it| (!it.paths.is_empty()).then(|| show::globs(&it.paths))),
        "Only in code below these paths, in the words of `.gitignore`: a name anywhere, a path from the folder of this file on. For entries about code alone.";
    "ignore.env", "a list of environments", None, r#"["dev"]"#,
        OfWaiver(|it| (!it.environments.is_empty()).then(|| show::boxed(&it.environments))),
        "Only for what is reached in these environments (`[env.NAME]`) and in no other that the run is about.";
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

    "packages", "a table", None, "", Table,
        "Which packages may be used, whatever is known about their flaws. Copies inside of other packages are left out: they are their holders' business.";
    "packages.unlisted", "\"allow\", \"warn\" or \"block\"", Some("\"allow\""), r#""block""#,
        Setting(|it| Some(show::word(it.packages.unlisted.word()))),
        "What a package brings about that no `[[packages.allow]]` entry speaks of. With `block` every package needs an approval.";
    "packages.cooldown", "a table with `days`, and at will `action` (\"warn\" or \"block\") and `except-security-fixes`", None,
        r#"{ days = 7, action = "warn", except-security-fixes = true }"#,
        Setting(|it| it.packages.cooldown.map(|rule| rule.to_string())),
        "How many days must have passed since a release was first uploaded. Days of upload are read from uv.lock and pylock.toml, and asked of the index with `--service index`; a release whose day nobody knows is told as a gap. Unless `except-security-fixes` is `false`, a release that is the first to clear a known advisory may be younger.";

    "packages.allow", "an array of tables", None, "", Tables,
        "One approved package an entry, `[[packages.allow]]`.";
    "packages.allow.name", "a package name, or a pattern with `*` and `?`", None, r#""requests""#,
        Allowed(|it| Some(show::text(it.name.as_str()))), "The package.";
    "packages.allow.versions", "a PEP 440 range", None, r#"">=2.32,<3""#,
        Allowed(|it| it.versions.as_ref().map(|range| show::text(&range.text))), "Only these versions.";
    "packages.allow.approved-by", "a string", None, r#""@security""#,
        Allowed(|it| it.approved_by.as_deref().map(show::text)), "Who approved it.";
    "packages.allow.approved", "a date", None, "2026-10-01",
        Allowed(|it| it.approved.map(|day| day.to_string())), "The day it was approved.";
    "packages.allow.expires", "a date", None, "2027-10-01",
        Allowed(|it| it.expires.map(|day| day.to_string())),
        "The last day the approval holds; after it the package is an unlisted one.";
    "packages.allow.reason", "a string", None, r#""HTTP client of choice""#,
        Allowed(|it| it.reason.as_deref().map(show::text)), "Why.";

    "packages.block", "an array of tables", None, "", Tables,
        "One blocked package an entry, `[[packages.block]]`. It blocks in every scope.";
    "packages.block.name", "a package name, or a pattern with `*` and `?`", None, r#""pycrypto""#,
        Blocked(|it| Some(show::text(it.name.as_str()))), "The package.";
    "packages.block.versions", "a PEP 440 range", None, r#""<2""#,
        Blocked(|it| it.versions.as_ref().map(|range| show::text(&range.text))), "Only these versions.";
    "packages.block.use-instead", "a string", None, r#""pycryptodome""#,
        Blocked(|it| it.use_instead.as_deref().map(show::text)), "What to take in its place.";
    "packages.block.wrappers", "a list of package names", None, r#"["python-jose"]"#,
        Blocked(|it| (!it.wrappers.is_empty()).then(|| show::names(&it.wrappers))),
        "It is tolerated where only these packages need it, and the project does not ask for it itself.";
    "packages.block.index-not", "the address of an index, or a list of them", None, r#""https://pypi.acme.example/simple""#,
        Blocked(|it| (!it.index_not.is_empty()).then(|| show::urls(&it.index_not))),
        "It is blocked wherever it comes from another index than this, as protection against confusion: of a file that names no index the default one is meant. Of what is installed nobody knows the index, which is told as a gap.";
    "packages.block.index", "the address of an index, or a list of them", None, r#""https://mirror.example/simple""#,
        Blocked(|it| (!it.index.is_empty()).then(|| show::urls(&it.index))),
        "It is blocked only where it comes from this index.";
    "packages.block.reason", "a string", None, r#""unmaintained since 2013""#,
        Blocked(|it| Some(show::text(&it.reason))), "Why; every entry has one.";
    "packages.block.owner", "a string", None, r#""@security""#,
        Blocked(|it| it.owner.as_deref().map(show::text)), "Who answers for it.";
    "packages.block.added", "a date", None, "2026-11-02",
        Blocked(|it| it.added.map(|day| day.to_string())), "The day it was decided.";
}

/// Keys that the schema has a meaning for and this version does not act on. They are refused: a policy that is read
/// and not kept would be a lie.
pub(super) const LATER: [&str; 3] = ["sla", "licenses", "rules"];

/// Whether a key of `[gate]` can be said of an environment.
pub(super) fn is_of_context(key: &Key) -> bool {
    let of_run = ["scope", "scopes", "incomplete", "max-db-age"];
    key.table() == "gate" && !of_run.contains(&key.leaf())
}

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
        if matches!(key.show, Show::Table | Show::Tables) {
            if !key.example.is_empty() {
                let _ = write!(
                    page,
                    "\n### `{}`\n\n{}\n\n- Takes: {}\n\n```toml\n{} = {}\n```\n",
                    key.leaf(),
                    key.doc,
                    key.kind,
                    key.leaf(),
                    key.example,
                );
                continue;
            }
            let brackets = if key.kind == "an array of tables" {
                format!("[[{}]]", key.path)
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
