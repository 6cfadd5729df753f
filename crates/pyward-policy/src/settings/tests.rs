mod any_text;
mod locked;

use pyward_model::Severity;

use super::*;
use crate::samples::{settings, settings_and};
use crate::{Preset, Until};

fn problems(toml: &str) -> String {
    match parse_pyward_toml(toml, "pyward.toml") {
        Ok(_) => "no problem".to_owned(),
        Err(error) => {
            for problem in &error.problems {
                assert!(error.text.get(problem.span.clone()).is_some(), "{problem}");
            }
            error.to_string()
        }
    }
}

#[test]
fn without_a_configuration_every_finding_blocks() {
    let (settings, origins) = Settings::settle(None, Overrides::default()).unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(origins.words("gate.critical"), "default");
    assert!(
        Severity::ALL
            .iter()
            .all(|level| { settings.gate.levels.of(*level) == LevelRule::always(Action::Block) })
    );
    assert_eq!(settings.gate.malicious.strictest(), Action::Block);
}

#[test]
fn every_problem_is_told_at_once_with_its_place() {
    let toml = r#"
exclud = ["x"]
python = 3.11
sla = { critical = "24h" }

[gate]
critical = "deny"
high = { action = "warn", block_at = 5 }
medium = { action = "block", block-at = 2 }
low = true
scope = "new"
max_db_age = "7d"
max-db-age = "a week"
incomplete = "log"

[gate.scopes]
dev = "warning"
main = "log"
"extra:Docs" = "log"
"extra:docs" = "warn"

[ignores]
require = ["reason", "owners"]
max-days = { urgent = 3, critical = 0 }

[[ignore]]
id = "CVE-2024-1"
reason = "TBD, audit required"
expires = "2027-01-31"

[[ignore]]
id = "CVE-2024-2"
versions = "3.1.5"
reason = "too short"
status = "not-affected"

[[ignore]]
package = "jinja2"
reason = "Templates are ours, none of a user's."

[[ignore]]
id = "CVE-2024-3"
reason = "Templates are ours, none of a user's."
added = 2026-11-02
expires = 2026-11-01
env = ["production"]

[[ignore]]
id = "cve-2024-3"
reason = "Templates are ours, none of a user's."
justification = "component_not_present"
"#;
    insta::assert_snapshot!(problems(toml), @r#"
    pyward.toml:2:1: unknown key `exclud`
      hint: did you mean `exclude`?
    pyward.toml:3:10: `python` takes a string, not a number with a point
      hint: such as `python = "3.12"`
    pyward.toml:4:1: `sla` is not supported by this version of pyward
      hint: it would be read and not kept, so it is refused; leave it out
    pyward.toml:7:12: `gate.critical` cannot be "deny"
      hint: one of block, warn, log
    pyward.toml:8:27: unknown key `gate.high.block_at`
      hint: did you mean `block-at`?
    pyward.toml:9:10: `block-at` says nothing in `gate.medium`: its action blocks from one finding on
      hint: { action = "warn", block-at = N } blocks from N on
    pyward.toml:10:7: `gate.low` takes "block", "warn", "log" or { action = "warn" or "log", block-at = N }, not true or false
      hint: such as `low = "log"`
    pyward.toml:12:1: unknown key `gate.max_db_age`
      hint: did you mean `max-db-age`?
    pyward.toml:13:14: `a week` is not an age
      hint: a whole number with h, d or w, such as `36h`, `7d` or `2w`
    pyward.toml:14:14: `gate.incomplete` cannot be "log"
      hint: one of block, warn
    pyward.toml:17:7: `gate.scopes.dev` cannot be "warning"
      hint: one of block, warn, log
    pyward.toml:18:1: `main` is no scope that can have a cap
      hint: what the project runs on has no cap; set the severity levels instead
    pyward.toml:20:1: the scope `extra:docs` has two caps
    pyward.toml:23:22: `ignores.require` cannot be "owners"
      hint: did you mean "owner"?
    pyward.toml:24:14: unknown key `ignores.max-days.urgent`
      hint: known here: critical, high, medium, unknown, low, info
    pyward.toml:24:37: `ignores.max-days.critical` takes a whole number from 1 to 3650
    pyward.toml:28:10: this is a placeholder, not a reason
      hint: say why, so that it is still understood next year: 15 characters at least
    pyward.toml:29:11: `ignore.expires` is no date
      hint: a day without quotes and without a time, such as 2027-01-31
    pyward.toml:33:12: `3.1.5` is not a version specifier
      hint: clauses of PEP 440 between commas, such as `>=3.0,<3.1.5`
    pyward.toml:34:10: this is too short for a reason
      hint: say why, so that it is still understood next year: 15 characters at least
    pyward.toml:35:10: status "not-affected" needs a `justification`
      hint: one of component_not_present, vulnerable_code_not_present, vulnerable_code_not_in_execute_path, vulnerable_code_cannot_be_controlled_by_adversary, inline_mitigations_already_exist
    pyward.toml:37:1: a waiver of a whole package needs `versions` and `expires`
      hint: add `versions` and `expires`, or an `id`: without them it would hide what is not known yet
    pyward.toml:45:11: `expires` is before `added`
    pyward.toml:46:8: there is no environment "production"
      hint: it is declared as a table `[env.NAME]`
    pyward.toml:49:6: cve-2024-3 is waived twice
      hint: the first entry is on line 41; make one of the two
    pyward.toml:51:17: a `justification` says why nothing is affected, and status "accepted-risk" says that something is
      hint: leave it out, or set `status = "not-affected"`
    "#);
}

#[test]
fn a_date_that_no_calendar_has_is_an_error() {
    for date in [
        "2026-02-30",
        "2026-13-01",
        "2026-1-1",
        "2027-01-31T10:00:00Z",
        "\"2027-01-31\"",
        "20270131",
        "soon",
    ] {
        let toml = format!(
            "[[ignore]]\nid = \"CVE-1\"\nreason = \"long enough to be one\"\nexpires = {date}\n"
        );
        let error = parse_pyward_toml(&toml, "pyward.toml").unwrap_err();
        assert_eq!(error.problems[0].line, 4, "{error}");
    }
    insta::assert_snapshot!(
        problems("[[ignore]]\nid = \"CVE-1\"\nexpires = 2026-02-30\n"),
        @"pyward.toml:3:11: not TOML: invalid date, expected day between 01 and 28"
    );
}

#[test]
fn another_version_of_the_schema_is_the_only_problem() {
    insta::assert_snapshot!(problems("version = 2\nnew-key = 1\n"), @r"
    pyward.toml:1:11: version 2 of the configuration is not known to this pyward
      hint: this pyward knows version 1; a newer one may know this
    ");
    insta::assert_snapshot!(problems("version = \"1\"\n"), @r"
    pyward.toml:1:11: `version` takes the integer 1, not a string
      hint: such as `version = 1`
    ");
    assert_eq!(problems("version = 1"), "no problem");
}

#[test]
fn text_that_is_no_toml_has_a_place() {
    insta::assert_snapshot!(problems("[gate]\ncritical = \"block\nhigh = \"warn\"\n"), @r#"pyward.toml:2:18: not TOML: invalid basic string, expected `"`"#);
}

#[test]
fn placeholders_are_no_reasons() {
    for (reason, sound) in [
        ("TBD, audit required", false),
        ("todo: look at this later", false),
        ("n/a", false),
        ("N/A - not applicable", true),
        ("Lorem ipsum dolor sit amet", false),
        ("not used here", false),
        ("...............................", false),
        ("              short              ", false),
        ("System package, not used by this project", true),
        ("Mastodon is never contacted", true),
        ("模板全部由我们自己编写，用户无法提供", true),
    ] {
        let toml = format!("[[ignore]]\nid = \"CVE-1\"\nreason = \"{reason}\"\n");
        let read = parse_pyward_toml(&toml, "pyward.toml");
        assert_eq!(read.is_ok(), sound, "{reason}");
    }
}

#[test]
fn ids_packages_and_ranges_are_read_as_what_they_are() {
    for entry in [
        "id = \"CVE-1 CVE-2\"",
        "id = \"CVE-1\"\npackage = \"jinja2<3\"",
        "id = \"CVE-1\"\nversions = \",\"",
        "id = \"CVE-1\"\nversions = \"\"",
        "id = 2024",
        "package = \"a\"\nversions = \"<2\"",
        "package = \"a\"\nexpires = 2027-01-31",
        "",
    ] {
        let toml = format!("[[ignore]]\nreason = \"long enough to be one\"\n{entry}\n");
        let error = parse_pyward_toml(&toml, "pyward.toml").unwrap_err();
        assert_eq!(error.problems.len(), 1, "{entry}: {error}");
    }
}

#[test]
fn the_same_waiver_twice_is_an_error_and_another_range_is_not() {
    let entry = |rest: &str| {
        format!("[[ignore]]\nid = \"CVE-1\"\nreason = \"long enough to be one\"\n{rest}\n")
    };
    let scoped = entry("package = \"jinja2\"\nversions = \"<3\"");
    assert_eq!(problems(&(entry("") + &scoped)), "no problem");
    insta::assert_snapshot!(
        problems(&(entry("package = \"Jinja_2\"") + &entry("package = \"jinja-2\""))),
        @r"
    pyward.toml:6:6: CVE-1 in jinja-2 is waived twice
      hint: the first entry is on line 1; make one of the two
    "
    );
}

#[test]
fn max_days_need_the_day_they_count_from() {
    let ignores = "[ignores]\nmax-days = { critical = 14 }\n[[ignore]]\nid = \"CVE-1\"\nreason = \"long enough to be one\"\n";
    insta::assert_snapshot!(problems(ignores), @r"
    pyward.toml:3:1: the entry has no `added`
      hint: `max-days` in `[ignores]` counts from that day
    ");
    assert_eq!(
        problems(&format!("{ignores}added = 2026-11-01\n")),
        "no problem"
    );
    assert_eq!(
        problems(&format!("{ignores}status = \"false-positive\"\n")),
        "no problem"
    );
}

#[test]
fn pyproject_holds_the_same_keys_in_a_table() {
    let toml = "[project]\nname = \"x\"\n\n[tool.pyward.gate]\nhigh = \"warn\"\n\n[[tool.pyward.ignore]]\nid = \"CVE-1\"\nreason = \"long enough to be one\"\n";
    let written = parse_pyproject(toml, "pyproject.toml").unwrap().unwrap();
    assert_eq!(written.path(), "pyproject.toml");
    let (settings, origins) = Settings::settle(Some(written), Overrides::default()).unwrap();
    assert_eq!(settings.gate.levels.high.action, Action::Warn);
    assert_eq!(origins.words("gate.high"), "pyproject.toml:5");
    assert_eq!(settings.waivers[0].location.to_string(), "pyproject.toml:7");
    for absent in [
        "",
        "[project]\nname = \"pyward\"\n",
        "tool = 1 # pyward",
        "broken [[[",
    ] {
        assert_eq!(parse_pyproject(absent, "pyproject.toml"), Ok(None));
    }
    for wrong in [
        "[tool]\npyward = 1\n",
        "[tool.pyward]\ngaet = {}\n",
        "[tool.pyward]\ngate = {\n",
    ] {
        assert!(parse_pyproject(wrong, "pyproject.toml").is_err(), "{wrong}");
    }
}

#[test]
fn inline_entries_and_a_byte_order_mark_are_read() {
    let toml = "\u{feff}ignore = [\r\n  { id = \"CVE-1\", until = \"fix-available\", reason = \"long enough to be one\" },\r\n]\r\n";
    let settings = settings(toml);
    let waiver = &settings.waivers[0];
    assert_eq!(waiver.location.line, Some(2));
    assert_eq!(waiver.until, Until::FixAvailable);
    assert_eq!(waiver.status, crate::Status::AwaitingFix);
    insta::assert_snapshot!(problems("\u{feff}x = 1"), @"
    pyward.toml:1:1: unknown key `x`
      hint: known here: version, extends, locked, exclude, python, platform, gate, env, code, ignores, baseline, ignore, packages
    ");
}

#[test]
fn defaults_of_the_key_table_are_the_defaults_of_the_settings() {
    let mut toml = Vec::new();
    for key in KEYS {
        match (key.show, key.default) {
            (keys::Show::Setting(_), Some(default)) if key.table().is_empty() => {
                toml.push(format!("{} = {default}", key.leaf()));
            }
            (keys::Show::Setting(_), Some(default)) => {
                toml.push(format!("{} = {default}", key.path));
            }
            _ => {}
        }
    }
    assert_eq!(settings(&toml.join("\n")), Settings::default());
}

#[test]
fn every_key_is_read_and_shown() {
    let mut toml = Vec::new();
    for key in KEYS {
        match key.show {
            keys::Show::Tables if key.kind == "an array of tables" => {
                toml.push(format!("[[{}]]", key.path));
            }
            keys::Show::Tables if key.path == "env.NAME" => toml.push("[env.dev]".to_owned()),
            keys::Show::Tables if key.path == "env" => {}
            keys::Show::Table => toml.push(format!("[{}]", key.path)),
            // An entry is about a package or about paths, a blocked one about a package or about indexes.
            _ if [
                "ignore.paths",
                "packages.block.index",
                "packages.block.index-not",
            ]
            .contains(&key.path) => {}
            _ => toml.push(format!("{} = {}", key.leaf(), key.example)),
        }
    }
    toml.push(
        "[[ignore]]\nid = \"B602\"\npaths = [\"scripts\", \"src/legacy/**\"]\n\
         reason = \"No template of a user reaches it.\"\nowner = \"@a\"\nexpires = 2027-01-31\nadded = 2026-11-02\n\
         [[packages.block]]\nname = \"acme-*\"\nreason = \"confusion\"\nindex = \"https://mirror.example/simple\"\n\
         index-not = \"https://pypi.acme.example/simple\""
            .to_owned(),
    );
    let written = parse_pyward_toml(&toml.join("\n"), "pyward.toml").unwrap();
    let (settings, origins) = Settings::settle(Some(written), Overrides::default()).unwrap();
    let waiver = &settings.waivers[0];
    for key in KEYS {
        match key.show {
            keys::Show::Table | keys::Show::Tables => {}
            keys::Show::Told(value) => assert!(value(&settings).is_some(), "{}", key.path),
            keys::Show::Allowed(value) => {
                let entry = &settings.packages.allow[0];
                assert_eq!(value(entry).as_deref(), Some(key.example), "{}", key.path);
            }
            keys::Show::Blocked(value) => {
                let is_of_index = key.leaf().starts_with("index");
                let entry = &settings.packages.block[usize::from(is_of_index)];
                assert_eq!(value(entry).as_deref(), Some(key.example), "{}", key.path);
            }
            keys::Show::Setting(value) => {
                assert!(value(&settings).is_some(), "{}", key.path);
                assert_ne!(origins.words(key.path), "default", "{}", key.path);
            }
            keys::Show::Waiver(value) => {
                let is_of_code = key.path == "ignore.paths";
                let waiver = if is_of_code {
                    &settings.waivers[1]
                } else {
                    waiver
                };
                assert_eq!(value(waiver).as_deref(), Some(key.example), "{}", key.path);
            }
        }
    }
}

#[test]
fn what_comes_later_is_refused_and_not_a_key() {
    for path in keys::LATER {
        assert!(KEYS.iter().all(|key| key.path != path), "{path}");
        let toml = match path.split_once('.') {
            Some(("ignore", leaf)) => format!("[[ignore]]\nid = \"CVE-1\"\n{leaf} = 1\n"),
            Some((table, leaf)) => format!("[{table}]\n{leaf} = 1\n"),
            None => format!("{path} = 1\n"),
        };
        let told = problems(&toml);
        assert!(told.contains("not supported by this version"), "{told}");
    }
}

#[test]
fn the_command_line_goes_before_the_file_and_the_file_before_defaults() {
    let toml = "exclude = [\"a\"]\npython = \"3.11\"\n[gate]\ncritical = \"warn\"\nunfixed = \"warn\"\nmax-db-age = \"2d\"\n";
    let written = parse_pyward_toml(toml, "pyward.toml").unwrap();
    let overrides = Overrides {
        gate: Preset::named("images"),
        ignore_ids: vec!["CVE-1\u{1b}[2J".to_owned()],
        strict: true,
        exclude: vec!["b".to_owned()],
        python: Some("3.13".to_owned()),
        platform: None,
        new_only: Some("--base main".to_owned()),
        environments: Vec::new(),
        branch: None,
        max_db_age: Some(Age::days(1)),
    };
    let (settings, origins) = Settings::settle(Some(written), overrides).unwrap();
    insta::assert_snapshot!(settings.show(&origins), @r#"
    version = 1  # default
    # extends is not set
    locked = []  # default
    exclude = ["a", "b"]  # pyward.toml:1, command line (--exclude)
    python = "3.13"  # command line (--python)
    # platform is not set

    [gate]
    scope = "new"  # command line (--base main)
    critical = "block"  # command line (--gate images)
    high = { action = "warn", block-at = 5 }  # command line (--gate images)
    medium = "log"  # command line (--gate images)
    unknown = "warn"  # command line (--gate images)
    low = "log"  # command line (--gate images)
    info = "log"  # command line (--gate images)
    malicious = "block"  # default
    # kev is not set
    # epss is not set
    unfixed = "warn"  # pyward.toml:5
    standing = "warn"  # default
    scopes = {}  # default
    code = "high"  # default
    incomplete = "block"  # command line (--strict)
    max-db-age = "1d"  # command line (--max-db-age)

    [code]
    models = []  # default
    library = "auto"  # default

    [ignores]
    require = ["reason"]  # default
    max-days = {}  # default
    expired = "warn"  # default
    unused = "warn"  # default
    added-in-pr = "warn"  # default

    [baseline]
    # expires is not set

    [packages]
    unlisted = "allow"  # default
    # cooldown is not set

    # --ignore CVE-1\u{1b}[2J  # command line
    "#);
}

#[test]
fn the_presets_leave_everything_but_the_levels() {
    let overrides = Overrides {
        gate: Preset::named("critical"),
        ..Overrides::default()
    };
    let settings = settings_and(
        "[gate]\nmalicious = \"warn\"\nscopes.dev = \"log\"\n",
        overrides,
    );
    assert_eq!(settings.gate.malicious.action, Action::Warn);
    assert_eq!(settings.gate.scopes.caps.len(), 1);
    assert_eq!(settings.gate.levels.high.action, Action::Log);
}

#[test]
fn what_is_shown_is_read_back_the_same() {
    let toml = r#"
exclude = ["a \" \\ \u0007 \u202e \U000e0041 ü"]
platform = "linux"
[gate]
high = { action = "log", block-at = 3 }
scopes = { "extra:docs" = "log", group = "warn" }
max-db-age = "36h"
[ignores]
require = []
max-days = { critical = 14, unknown = 7 }
[[ignore]]
id = "CVE-1"
package = "Jinja_2"
versions = ">=2, <3.1.5"
status = "not-affected"
justification = "inline_mitigations_already_exist"
[[ignore]]
package = "twisted"
versions = "==24.3.0"
expires = 2027-01-31
added = 2026-11-02
review = 2026-12-01
owner = "@web"
until = "fix-available"
"#;
    let written = parse_pyward_toml(toml, "pyward.toml").unwrap();
    let (once, origins) = Settings::settle(Some(written), Overrides::default()).unwrap();
    let shown = once.show(&origins);
    assert!(!shown.contains('\u{202e}'));
    let mut twice = settings(&shown);
    for (again, waiver) in twice.waivers.iter_mut().zip(&once.waivers) {
        again.location = waiver.location.clone();
    }
    assert_eq!(once, twice, "{shown}");
}

#[test]
fn the_reference_page_names_every_key_and_preset() {
    let page = config_reference();
    for key in KEYS {
        assert!(page.contains(&format!("`{}`", key.leaf())) || page.contains(key.path));
        assert!(page.contains(key.doc), "{}", key.path);
    }
    assert!(page.contains("- `images` or `release`: critical blocks"));
    insta::assert_snapshot!(
        page.split("## `[gate]`").next().unwrap_or_default(),
        @r#"
    # Configuration

    pyward reads `pyward.toml`, or the table `[tool.pyward]` of `pyproject.toml` with the same keys, nearest upward from the target. The command line goes before the file. Keys that are not known here are errors.

    ## `version`

    Version of this configuration's schema.

    - Takes: the integer 1
    - Default: `1`

    ```toml
    version = 1
    ```

    ## `extends`

    Policies below this one, the first counts least: paths of `.toml` files from the folder of this file on, and `https://` addresses pinned by the digest of what is there, `https://policy.example.org/base.toml#sha256=…`. What this file says counts before what they say; entries of lists are added to theirs. What was fetched is kept by its digest, so that it is fetched once.

    - Takes: a path, an address with a digest, or a list of them
    - Default: not set

    ```toml
    extends = ["../policy/base.toml"]
    ```

    ## `locked`

    Keys that files which extend this one, and `--gate`, may only tighten: `block` before `warn` before `log`, fewer days, more demands.

    - Takes: a list of keys or tables
    - Default: `[]`

    ```toml
    locked = ["gate", "ignores.max-days"]
    ```

    ## `exclude`

    Globs of paths to leave out, relative to the target. `--exclude` adds to them.

    - Takes: a list of strings
    - Default: `[]`

    ```toml
    exclude = ["examples/**", "tests/data"]
    ```

    ## `python`

    The Python version to judge environment markers for.

    - Takes: a string
    - Default: not set

    ```toml
    python = "3.12"
    ```

    ## `platform`

    The platform to judge environment markers for.

    - Takes: a string
    - Default: not set

    ```toml
    platform = "linux"
    ```
    "#
    );
}

#[test]
fn a_file_full_of_problems_tells_a_hundred_and_counts_the_rest() {
    let lines: Vec<String> = (0..5_000).map(|n| format!("key-{n} = 1")).collect();
    let error = parse_pyward_toml(&lines.join("\n"), "pyward.toml").unwrap_err();
    assert_eq!((error.problems.len(), error.untold), (100, 4_900));
    let huge = format!("# {}", "x".repeat(5 << 20));
    assert!(problems(&huge).contains("larger than 4 MiB"));
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(problems(&deep).contains("not TOML"));
}
