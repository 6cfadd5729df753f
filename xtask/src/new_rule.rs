//! `cargo xtask new-rule FAMILY NAME`: a rule's file from a template, and the lines that register it.

use std::path::Path;

use crate::disk;
use crate::house::House;
use crate::tidy::rule_files::{RULES, camel};

/// Words that are no name of a module.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
    "static", "struct", "super", "tests", "trait", "true", "try", "type", "typeof", "unsafe",
    "unsized", "use", "virtual", "where", "while", "yield", "abstract", "become",
];

/// Writes the file and tells what is left to do.
pub(crate) fn run(root: &Path, family: &str, name: &str) -> Result<String, String> {
    let house = House::read(root)?;
    let family = known_family(&house, family)?;
    let file = file_name(&house, name)?;
    let path = format!("{RULES}/{family}/{file}.rs");
    disk::write_new(&root.join(&path), &template(&family, name))?;
    let constant = file.to_ascii_uppercase();
    Ok(format!(
        "{path} is there. Add to {RULES}/{family}.rs:\n\n    mod {file};\n    &{file}::{constant},\n\n\
         then say in its doc comment what it finds, write its function, and run `cargo xtask docs` and `cargo test --workspace`."
    ))
}

/// The family as its file is called.
fn known_family(house: &House, family: &str) -> Result<String, String> {
    let families: Vec<&str> = house
        .stems(RULES, ".rs")
        .into_iter()
        .map(|(stem, _)| stem)
        .filter(|stem| {
            house
                .text(&format!("{RULES}/{stem}.rs"))
                .is_some_and(|text| text.contains("&[&Check]"))
        })
        .filter(|stem| *stem != "check")
        .collect();
    let wanted = family.replace('-', "_");
    if families.contains(&wanted.as_str()) {
        return Ok(wanted);
    }
    Err(format!(
        "there is no family `{family}` of rules; there is {}. A new family is a file and a folder beside these and a line in \
         {RULES}/check.rs",
        families.join(", ")
    ))
}

/// The file's name for a rule's name, or why the name is refused.
fn file_name(house: &House, name: &str) -> Result<String, String> {
    let is_word = |word: &str| {
        word.starts_with(|ch: char| ch.is_ascii_lowercase())
            && word
                .chars()
                .all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit())
    };
    if name.len() > 60 || !name.split('-').all(is_word) {
        return Err(format!(
            "`{name}` is no rule's name: lower-case words and digits with single hyphens, such as `weak-hash`"
        ));
    }
    let file = name.replace('-', "_");
    if KEYWORDS.contains(&file.as_str()) {
        return Err(format!(
            "`{name}` is a word of Rust, and no file can be called that"
        ));
    }
    let quoted = format!("name: \"{name}\"");
    match house
        .texts()
        .find(|(path, text)| path.starts_with(RULES) && text.contains(&quoted))
    {
        Some((path, _)) => Err(format!("there is a rule `{name}`: {path}")),
        None => Ok(file),
    }
}

fn template(family: &str, name: &str) -> String {
    let constant = name.replace('-', "_").to_ascii_uppercase();
    let family = camel(family);
    let spoken = name.replace('-', " ");
    format!(
        r#"use pyward_model::{{Finding, Inventory, Match, Rule}};

use crate::Subject;
use crate::declare::rule;

rule! {{
    /// One sentence: what is wrong where {name} is reported.
    ///
    /// ## Why
    /// What an attacker gains, or what breaks.
    ///
    /// ## What is reported
    /// What one finding stands for, and what is left alone.
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// example==1.0
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// example==2.0
    /// ```
    ///
    /// ## What to do
    /// The next step, in the order in which it is taken.
    ///
    /// ## References
    /// - [Where it is written](https://example.org)
    pub(crate) static {constant} = {{
        name: "{name}",
        family: {family},
        summary: "{spoken}",
        severity: None,
        confidence: High,
        cwes: [],
        aliases: [],
        subject: Subject::Match(find),
    }};
}}

fn find(_rule: &'static Rule, _inventory: &Inventory, _subject: &Match) -> Option<Finding> {{
    None
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house() -> House {
        House::of(&[
            (
                "crates/pyward-rules/src/check.rs",
                "static CATALOGUE: &[&[&Check]]",
            ),
            ("crates/pyward-rules/src/lib.rs", ""),
            (
                "crates/pyward-rules/src/supply_chain.rs",
                "static SUPPLY_CHAIN: &[&Check]",
            ),
            (
                "crates/pyward-rules/src/supply_chain/old_key.rs",
                "name: \"old-key\",",
            ),
        ])
    }

    #[test]
    fn bad_names_are_refused() {
        for name in [
            "",
            "Weak",
            "weak_hash",
            "weak--hash",
            "-weak",
            "weak-",
            "../x",
            "weak hash",
            "1st",
            "match",
            "old-key",
        ] {
            assert!(file_name(&house(), name).is_err(), "{name}");
        }
        assert_eq!(
            file_name(&house(), "weak-hash2").as_deref(),
            Ok("weak_hash2")
        );
    }

    #[test]
    fn only_families_with_a_list_are_known() {
        assert_eq!(
            known_family(&house(), "supply-chain").as_deref(),
            Ok("supply_chain")
        );
        let refusal = known_family(&house(), "check").unwrap_err();
        assert!(refusal.contains("there is supply_chain."), "{refusal}");
    }

    #[test]
    fn a_started_rule_passes_the_check_of_rule_files() {
        let rule = template("supply_chain", "new-key");
        let list = "mod new_key;\nstatic SUPPLY_CHAIN: &[&Check] = &[&new_key::NEW_KEY];";
        let house = House::of(&[
            (
                "crates/pyward-rules/src/check.rs",
                "supply_chain::SUPPLY_CHAIN",
            ),
            ("crates/pyward-rules/src/supply_chain.rs", list),
            ("crates/pyward-rules/src/supply_chain/new_key.rs", &rule),
        ]);
        assert_eq!(crate::tidy::rule_files::check(&house), []);
    }

    #[test]
    fn a_rule_is_written_once() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [
            (".gitignore", ""),
            ("crates/pyward-rules/src/code.rs", "static CODE: &[&Check]"),
        ] {
            disk::write(&root.path().join(path), text).unwrap();
        }
        let told = run(root.path(), "code", "weak-hash").unwrap();
        assert!(told.contains("&weak_hash::WEAK_HASH,"), "{told}");
        assert!(
            root.path()
                .join("crates/pyward-rules/src/code/weak_hash.rs")
                .exists()
        );
        assert!(run(root.path(), "code", "weak-hash").is_err());
    }
}
