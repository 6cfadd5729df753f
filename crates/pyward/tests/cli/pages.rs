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

#[test]
fn the_command_line_page_is_current() {
    let mut page = String::from("# Command line\n\nGenerated from the program's own help.\n");
    let verbs: &[&[&str]] = &[
        &[],
        &["audit"],
        &["vulns"],
        &["explain"],
        &["update"],
        &["freeze"],
        &["compile"],
        &["outdated"],
        &["db"],
        &["db", "update"],
        &["db", "import"],
        &["db", "status"],
        &["db", "search"],
        &["db", "verify"],
        &["completions"],
    ];
    for verb in verbs {
        let help = pyward(&[*verb, &["--help"]].concat())
            .env("COLUMNS", "100")
            .run();
        assert_eq!(help.code, 0);
        let lines: Vec<&str> = help.out.lines().map(str::trim_end).collect();
        let title = [&["pyward"], *verb].concat().join(" ");
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
