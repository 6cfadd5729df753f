//! The reference pages that only the binary can write: its command line and its environment.

use crate::harness::{pyward, root};

/// Compares a generated page with the committed one; `PYWARD_UPDATE_PAGES=1` rewrites it.
fn current(name: &str, text: &str) {
    let path = root().join("docs").join(name);
    #[expect(
        clippy::disallowed_methods,
        reason = "the committed page, and the switch that rewrites it"
    )]
    let (committed, update) = (
        std::fs::read_to_string(&path).unwrap_or_default(),
        std::env::var_os("PYWARD_UPDATE_PAGES").is_some(),
    );
    if update {
        #[expect(clippy::disallowed_methods, reason = "a page is rewritten on request")]
        std::fs::write(&path, text).unwrap();
        return;
    }
    assert!(
        committed == text,
        "docs/{name} is stale: run `PYWARD_UPDATE_PAGES=1 cargo test -p pyward --test cli pages`"
    );
}

/// The lines of a verb's help.
fn help(verb: &[&str]) -> Vec<String> {
    let help = pyward(&[verb, &["--help"]].concat())
        .env("COLUMNS", "100")
        .run();
    assert_eq!(help.code, 0);
    let lines = help.out.lines().map(str::trim_end);
    lines.map(ToOwned::to_owned).collect()
}

/// A verb and those below it, as its help lists them.
fn verbs(verb: &[String]) -> Vec<Vec<String>> {
    let words: Vec<&str> = verb.iter().map(String::as_str).collect();
    let lines = help(&words);
    let listed = lines.iter().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    // A description that goes on in the next line stands further right.
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let mut all = vec![verb.to_vec()];
    for name in names.filter(|name| !name.is_empty() && *name != "help") {
        all.extend(verbs(&[verb, &[name.to_owned()]].concat()));
    }
    all
}

#[test]
fn the_command_line_page_is_current() {
    let mut page = String::from("# Command line\n\nGenerated from the program's own help.\n");
    for verb in verbs(&[]) {
        let verb: Vec<&str> = verb.iter().map(String::as_str).collect();
        let lines = help(&verb);
        let title = [&["pyward"], &*verb].concat().join(" ");
        page.push_str(&format!(
            "\n## `{title}`\n\n```text\n{}\n```\n",
            lines.join("\n").trim_end()
        ));
    }
    current("cli.md", &page);
}

#[test]
fn help_names_every_environment_variable_that_is_read() {
    let help = pyward(&["--help"]).run().out;
    for name in [
        "PYWARD_DATA_DIR",
        "PYWARD_CONFIG",
        "PYWARD_OFFLINE",
        "PYWARD_OSV_URL",
        "NO_COLOR",
        "SOURCE_DATE_EPOCH",
    ] {
        assert!(help.contains(name), "{name}");
    }
}

#[test]
fn completions_know_the_verbs() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = pyward(&["completions", shell]).run();
        assert_eq!(script.code, 0);
        assert!(script.out.contains("explain"), "{shell}");
    }
}

#[test]
fn the_picture_in_the_readme_is_a_real_run() {
    #[expect(clippy::disallowed_methods, reason = "the committed page")]
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let run = pyward(&["audit", "examples/storefront"])
        .env("COLUMNS", "100")
        .run();
    let picture = readme.split("```").nth(1).unwrap();
    let mut real = run.out.lines();
    for line in picture.lines().skip(2).filter(|line| *line != "…") {
        assert!(
            real.any(|other| other.trim_end() == line),
            "not in the run, or not in this place: {line:?}"
        );
    }
    assert!(picture.lines().count() > 30);
}
