//! A rule is a file, and the file is named after it: `crates/pyward-rules/src/FAMILY/NAME.rs` declares `NAME` (with `-`
//! for `_`) of `FAMILY`, its family lists it, and the catalogue lists the family.

use super::Problem;
use crate::house::{House, is_kind};

/// Where rules stand.
pub(crate) const RULES: &str = "crates/pyward-rules/src";

pub(crate) fn check(house: &House) -> Vec<Problem> {
    let catalogue = house.text(&format!("{RULES}/check.rs")).unwrap_or_default();
    let mut problems = Vec::new();
    for path in house.paths().filter(|path| is_rule_file(path)) {
        let inner = path
            .trim_start_matches(RULES)
            .trim_start_matches('/')
            .trim_end_matches(".rs");
        let Some((family, name)) = inner.split_once('/') else {
            continue;
        };
        let text = house.text(path).unwrap_or_default();
        let list = house
            .text(&format!("{RULES}/{family}.rs"))
            .unwrap_or_default();
        problems.extend(
            objections(family, name, text, list, catalogue)
                .into_iter()
                .map(|what| Problem::new(path, what)),
        );
    }
    problems
}

/// Whether a path is that of a rule.
pub(super) fn is_rule_file(path: &str) -> bool {
    let inner = path
        .strip_prefix(RULES)
        .and_then(|rest| rest.strip_prefix('/'))
        .unwrap_or_default();
    is_kind(inner, "rs") && inner.split('/').count() == 2 && !inner.ends_with("/tests.rs")
}

fn objections(family: &str, name: &str, text: &str, list: &str, catalogue: &str) -> Vec<String> {
    let constant = name.to_ascii_uppercase();
    let kind = camel(family);
    let expected = [
        (
            text.contains(&format!("name: \"{}\"", name.replace('_', "-"))),
            format!("declares no rule `{}`", name.replace('_', "-")),
        ),
        (
            text.contains(&format!("family: {kind},")),
            format!("its rule is not of the family `{kind}`"),
        ),
        (
            text.contains(&format!("static {constant} =")),
            format!("its rule is not called `{constant}`"),
        ),
        (
            list.contains(&format!("mod {name};")),
            format!("`{family}.rs` does not declare it: `mod {name};`"),
        ),
        (
            list.contains(&format!("&{name}::{constant},"))
                || list.contains(&format!("&{name}::{constant}]")),
            format!("`{family}.rs` does not list it: `&{name}::{constant},`"),
        ),
        (
            catalogue.contains(&format!("{family}::{}", family.to_ascii_uppercase())),
            format!(
                "the catalogue in `check.rs` does not know `{family}::{}`",
                family.to_ascii_uppercase()
            ),
        ),
    ];
    expected
        .into_iter()
        .filter(|(holds, _)| !holds)
        .map(|(_, what)| what)
        .collect()
}

/// `supply_chain` as `SupplyChain`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = String::new();
    for word in name.split(['_', '-']) {
        let mut chars = word.chars();
        words.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        words.push_str(chars.as_str());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    const RULE: &str =
        "rule! { pub(crate) static OLD_KEY = { name: \"old-key\", family: SupplyChain, }; }";

    fn house<'a>(file: &'a str, rule: &'a str, list: &'a str) -> [(&'a str, &'a str); 3] {
        [
            (
                "crates/pyward-rules/src/check.rs",
                "use crate::supply_chain::SUPPLY_CHAIN;",
            ),
            ("crates/pyward-rules/src/supply_chain.rs", list),
            (file, rule),
        ]
    }

    #[test]
    fn a_registered_rule_is_not_told() {
        let files = house(
            "crates/pyward-rules/src/supply_chain/old_key.rs",
            RULE,
            "mod old_key; [&old_key::OLD_KEY]",
        );
        assert_eq!(said(check, &files), [""; 0]);
    }

    #[test]
    fn a_misnamed_and_unlisted_rule_is_told() {
        let files = house(
            "crates/pyward-rules/src/supply_chain/new_key.rs",
            RULE,
            "mod old_key; [&old_key::OLD_KEY]",
        );
        let told = said(check, &files).join("\n");
        for expected in [
            "no rule `new-key`",
            "not called `NEW_KEY`",
            "`mod new_key;`",
            "`&new_key::NEW_KEY,`",
        ] {
            assert!(told.contains(expected), "{expected} not in {told}");
        }
    }

    #[test]
    fn a_family_the_catalogue_does_not_know_is_told() {
        let list = "mod old_key; [&old_key::OLD_KEY]";
        let mut files = house(
            "crates/pyward-rules/src/supply_chain/old_key.rs",
            RULE,
            list,
        )
        .to_vec();
        files.remove(0);
        let told = said(check, &files);
        assert!(
            told.len() == 1
                && told
                    .iter()
                    .all(|line| line.contains("the catalogue in `check.rs`")),
            "{told:?}"
        );
    }
}
