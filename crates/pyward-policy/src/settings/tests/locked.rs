//! Files that extend others, and keys that are locked.

use super::super::*;

const BASE: &str = "locked = [\"gate\", \"ignores.max-days\", \"packages.cooldown\"]\n[gate]\nhigh = { action = \"warn\", block-at = 5 }\n\
    medium = \"warn\"\n[ignores]\nrequire = [\"reason\", \"owner\"]\nmax-days = { critical = 14 }\n\
    [packages]\ncooldown = { days = 7, action = \"warn\" }\n[[packages.block]]\nname = \"pycrypto\"\nreason = \"unmaintained\"\n";

fn base() -> Written {
    parse_pyward_toml(BASE, "base.toml").unwrap()
}

fn over(text: &str) -> Result<Written, ConfigError> {
    parse_pyward_toml_over(text, "pyward.toml", &[base()])
}

#[test]
fn what_a_file_says_counts_before_what_it_extends() {
    let own = over(
        "extends = \"base.toml\"\n[gate]\nmedium = \"block\"\n[ignores]\nexpired = \"block\"\n\
         [[packages.block]]\nname = \"ecdsa\"\nreason = \"side channel\"\n",
    )
    .unwrap();
    let (settings, origins) = Settings::settle([base(), own], Overrides::default()).unwrap();
    assert_eq!(
        settings.gate.levels.medium,
        LevelRule::always(Action::Block)
    );
    assert_eq!(settings.gate.levels.high.block_at, Some(5));
    assert_eq!(origins.words("gate.medium"), "pyward.toml:3");
    assert_eq!(origins.words("gate.high"), "base.toml:3");
    assert_eq!(origins.words("ignores.expired"), "pyward.toml:5");
    let blocked: Vec<String> = settings
        .packages
        .block
        .iter()
        .map(crate::BlockedPackage::subject)
        .collect();
    assert_eq!(blocked, ["pycrypto", "ecdsa"]);
    let shown = settings.show(&origins);
    assert!(shown.contains("# extends = [\"base.toml\"]\n"), "{shown}");
    assert!(
        shown.contains("medium = \"block\"  # pyward.toml:3\n"),
        "{shown}"
    );
    assert!(
        shown.contains("[[packages.block]]  # base.toml:10\n"),
        "{shown}"
    );
    assert!(parse_pyward_toml(&shown, "shown").is_ok());
}

#[test]
fn locked_keys_are_tightened_only() {
    let tighter = "[gate]\nhigh = \"block\"\nmedium = \"warn\"\nkev = \"log\"\n[ignores]\nmax-days = { critical = 7, high = 30 }\n\
                   [packages]\ncooldown = { days = 14, action = \"block\" }\n";
    assert!(over(tighter).is_ok());
    let looser = "[gate]\nhigh = { action = \"warn\", block-at = 6 }\nmedium = \"log\"\nunfixed = \"warn\"\nscope = \"new\"\n\
                  scopes = { dev = \"warn\" }\ncode = \"critical\"\n\
                  [env.dev]\ngate.critical = \"warn\"\n[ignores]\nmax-days = { high = 30 }\n[packages]\ncooldown = { days = 3 }\n";
    let error = over(looser).unwrap_err();
    let told: Vec<String> = error
        .problems
        .iter()
        .map(|it| format!("{} {}", it.line, it.message.split('`').nth(1).unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "2 gate.high",
            "3 gate.medium",
            "4 gate.unfixed",
            "5 gate.scope",
            "6 gate.scopes",
            "7 gate.code",
            "9 gate.critical",
            "11 ignores.max-days",
            "13 packages.cooldown",
        ]
    );
    assert!(
        error.problems[0]
            .hint
            .as_ref()
            .unwrap()
            .contains("base.toml:3")
    );
}

#[test]
fn the_command_line_tightens_locked_keys_only() {
    let gate = |name: &str| Overrides {
        gate: Preset::named(name),
        ..Overrides::default()
    };
    assert!(Settings::settle([base()], gate("info")).is_ok());
    let error = Settings::settle([base()], gate("high")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`--gate high` asks for less than `gate.info` of the policy, which is locked"
    );
    assert!(error.hint().contains("default"));
}

#[test]
fn what_a_base_asks_of_entries_is_asked_above_it() {
    let entry = "[[ignore]]\nid = \"CVE-1\"\nreason = \"No template of a user reaches it.\"\n";
    let error = over(entry).unwrap_err();
    let told: Vec<&str> = error.problems.iter().map(|it| &*it.message).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].contains("`owner`") && told[1].contains("`added`"),
        "{told:?}"
    );
}

#[test]
fn what_is_extended_is_told_before_the_rest_is_read() {
    let names = |text: &str, shared: bool| -> Vec<(String, u32)> {
        let found = extended(text, "x", shared).unwrap();
        found.into_iter().map(|it| (it.text, it.line)).collect()
    };
    let many = "exclud = 1\nextends = [\n  \"a.toml\",\n  \"b.toml\", 3]\n";
    assert_eq!(
        names(many, false),
        [("a.toml".to_owned(), 3), ("b.toml".to_owned(), 4)]
    );
    assert_eq!(
        names("extends = \"a.toml\"\n", false),
        [("a.toml".to_owned(), 1)]
    );
    let shared = "[tool.pyward]\nextends = \"a.toml\"\n";
    assert_eq!(names(shared, true), [("a.toml".to_owned(), 2)]);
    assert_eq!(names("[project]\nname = \"pyward\"\n", true), []);
    assert!(extended("[", "x", false).is_err());
}

#[test]
fn words_of_locked_name_keys() {
    let error = parse_pyward_toml("locked = [\"gate.hihg\", \"gate\", 3]\n", "x").unwrap_err();
    assert!(error.to_string().contains("`locked` takes"), "{error}");
    let error = parse_pyward_toml("locked = [\"gate.hihg\", \"gate\"]\n", "x").unwrap_err();
    assert!(
        error.to_string().contains("did you mean `gate.high`"),
        "{error}"
    );
}

#[test]
fn every_mistake_of_an_environment_is_told() {
    let text = "[env.dev]\nmatch = { groups = [\"extra:\", \"dev\"], branch = [\"x\"], branches = [\"a b\"] }\n\
                gate.incomplete = \"block\"\ngate.hihg = \"warn\"\n[env.\"a b\"]\n[env]\nx = 1\n\
                [[ignore]]\nid = \"CVE-1\"\nreason = \"No template of a user reaches it.\"\nenv = [\"deev\"]\n";
    let told = parse_pyward_toml(&text.replace("[env]\nx = 1\n", "[env.x]\nmatch = 1\n"), "p")
        .unwrap_err()
        .to_string();
    for part in [
        "this is no group of dependencies",
        "unknown key `env.NAME.match.branch`",
        "this is no name of a branch",
        "`incomplete` is of the whole run",
        "unknown key `gate.hihg`",
        "this is no name of an environment",
        "there is no environment \"deev\"",
        "did you mean \"dev\"?",
        "`env.NAME.match` takes",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn environments_are_shown_with_what_they_say_themselves() {
    let text = "[gate]\nhigh = \"warn\"\n[env.production]\nmatch = { groups = [\"main\", \"docs\", \"extra:x\"], branches = [\"main\"] }\n\
                gate.high = \"block\"\ngate.medium = \"block\"\n[[ignore]]\nid = \"CVE-1\"\nenv = [\"production\"]\n\
                reason = \"No template of a user reaches it.\"\n";
    let written = parse_pyward_toml(text, "p.toml").unwrap();
    let overrides = Overrides {
        branch: Some("topic".to_owned()),
        ..Overrides::default()
    };
    let (settings, origins) = Settings::settle([written], overrides).unwrap();
    let shown = settings.show(&origins);
    assert!(
        shown.contains(
            "[env.production]  # p.toml:3, not in force here\n\
             match = { groups = [\"main\", \"docs\", \"extra:x\"], branches = [\"main\"] }\ngate.high = \"block\"\n\n"
        ),
        "{shown}"
    );
    assert!(parse_pyward_toml(&shown, "shown").is_ok(), "{shown}");
}
