//! `rules.md` and a page for each rule, from the catalogue: a rule's page is the doc comment it is declared under.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pyward_model::{Family, Rule};
use pyward_rules::CATALOGUE;

/// Where the rules' own pages stand. The folder holds nothing else.
const FOLDER: &str = "docs/rules";

/// Every rule, by family and name.
pub(super) fn all() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = CATALOGUE
        .iter()
        .copied()
        .flatten()
        .map(|check| &check.rule)
        .collect();
    rules.sort_by_key(|rule| (rule.family, rule.name));
    rules
}

/// Whether a path is that of a rule's page, of a rule there is or was.
pub(super) fn owns(path: &str) -> bool {
    path.strip_prefix(FOLDER)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// The list of all rules.
pub(super) fn overview() -> String {
    let mut page = super::head("the catalogue of `pyward-rules`");
    page.push_str(
        "# Rules\n\nEvery finding names its rule. `pyward explain RULE` prints the same page in the terminal.\n\n\
         | Rule | Family | Severity | What it finds |\n|---|---|---|---|\n",
    );
    for rule in all() {
        let _ = writeln!(
            page,
            "| [`{0}`](rules/{0}.md) | {1} | {2} | {3} |",
            rule.name,
            rule.family.word(),
            severity(rule),
            rule.summary
        );
    }
    page
}

/// The page of each rule, by path.
pub(super) fn pages() -> BTreeMap<String, String> {
    all()
        .into_iter()
        .map(|rule| (format!("{FOLDER}/{}.md", rule.name), page(rule)))
        .collect()
}

fn page(rule: &Rule) -> String {
    let mut page = super::head(&format!(
        "the doc comment of `{}` in `pyward-rules`",
        rule.name.replace('-', "_")
    ));
    let _ = write!(page, "# `{}`\n\n", rule.name);
    let mut facts = vec![
        format!("Family: {}", rule.family.word()),
        format!("Severity: {}", severity(rule)),
        format!("Confidence: {}", rule.confidence.word()),
    ];
    if !rule.cwes.is_empty() {
        let links = rule
            .cwes
            .iter()
            .map(|cwe| format!("[CWE-{cwe}](https://cwe.mitre.org/data/definitions/{cwe}.html)"));
        facts.push(links.collect::<Vec<_>>().join(", "));
    }
    if !rule.aliases.is_empty() {
        facts.push(format!("Also known as: {}", rule.aliases.join(", ")));
    }
    let _ = write!(page, "{}\n\n", facts.join(" · "));
    page.push_str(&prose(rule.docs));
    page
}

fn severity(rule: &Rule) -> &'static str {
    let unsaid = match rule.family {
        Family::Vulnerability => "that of the advisory",
        _ => "by what is found",
    };
    rule.severity.map_or(unsaid, |severity| severity.word())
}

/// A doc comment as prose: the blank that begins each of its lines taken off, and examples shown as what they are
/// (` ```bad requirements.txt ` becomes a plain block under the file's name).
fn prose(docs: &str) -> String {
    let mut page = String::with_capacity(docs.len());
    for line in docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line).trim_end();
        let example = ["```bad ", "```good "]
            .iter()
            .find_map(|fence| line.strip_prefix(fence));
        if let Some(file) = example {
            let _ = write!(page, "`{}`:\n\n```text\n", file.trim());
        } else {
            page.push_str(line);
            page.push('\n');
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_become_plain_blocks() {
        assert_eq!(
            prose(" A.\n\n ```bad a.txt\n x==1\n ```\n"),
            "A.\n\n`a.txt`:\n\n```text\nx==1\n```\n"
        );
    }

    #[test]
    fn every_rule_has_a_page_and_a_line() {
        let (pages, overview) = (pages(), overview());
        assert_eq!(pages.len(), all().len());
        for rule in all() {
            assert!(overview.contains(&format!("(rules/{}.md)", rule.name)));
            assert!(
                pages
                    .values()
                    .any(|page| page.contains(&format!("# `{}`\n", rule.name)))
            );
        }
    }
}
