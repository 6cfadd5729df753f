//! The naming law: the singular file is the contract (`format.rs`), the plural file the registry (`formats.rs`), the
//! plural folder holds one member a file (`formats/uv_lock.rs`), which names itself as its file is named (`"uv-lock"`).
//! Whatever fulfils the contract is listed by the registry. (That every file is a module is another check.)

use super::Problem;
use super::rule_files::camel;
use crate::house::House;

/// The registries there are to be, as their crate and their plural.
const REGISTRIES: &[(&str, &str)] = &[
    ("pyward", "peers"),
    ("pyward-advisory", "services"),
    ("pyward-advisory", "sources"),
    ("pyward-edit", "editors"),
    ("pyward-inventory", "formats"),
    ("pyward-report", "formats"),
    ("pyward-policy", "gates"),
];

pub(super) fn check(house: &House) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (owner, plural) in REGISTRIES {
        let source = format!("crates/{owner}/src");
        if house.has(&source) {
            problems.extend(of_registry(house, &source, plural));
        }
    }
    problems
}

fn of_registry(house: &House, source: &str, plural: &str) -> Vec<Problem> {
    let contract = format!("{source}/{}.rs", plural.trim_end_matches('s'));
    let registry = format!("{source}/{plural}.rs");
    let mut problems = Vec::new();
    if !house.has(&contract) {
        problems.push(Problem::new(
            &contract,
            format!("is missing: the contract of `{plural}`"),
        ));
    }
    let Some(list) = house.text(&registry) else {
        problems.push(Problem::new(
            &registry,
            format!("is missing: the registry of `{plural}`"),
        ));
        return problems;
    };
    let slice = slice(list);
    let members = house.stems(&format!("{source}/{plural}"), ".rs");
    for (member, path) in members
        .iter()
        .filter(|(_, path)| fulfils(house, path, plural))
    {
        let name = member.replace('_', "-");
        if !slice.contains(&format!("{member}::")) {
            problems.push(Problem::new(
                *path,
                format!("`{plural}.rs` does not list it"),
            ));
        } else if !house
            .text(path)
            .is_some_and(|text| text.contains(&format!("\"{name}\"")))
        {
            problems.push(Problem::new(
                *path,
                format!("does not call itself `\"{name}\"`, as its file is named"),
            ));
        }
    }
    problems
}

/// Whether a file holds something that fulfils the contract of the registry: a type with the trait, or a static of the
/// type.
pub(super) fn fulfils(house: &House, path: &str, plural: &str) -> bool {
    let contract = camel(plural.trim_end_matches('s'));
    let text = house.text(path).unwrap_or_default();
    text.contains(&format!("impl {contract} for ")) || text.contains(&format!(": {contract} ="))
}

/// What stands between the brackets of the registry's slice or array.
fn slice(list: &str) -> &str {
    let value = list
        .split_once("static ")
        .and_then(|(_, rest)| rest.split_once('='));
    let inner = value
        .and_then(|(_, value)| value.split_once('['))
        .map_or("", |(_, inner)| inner);
    inner.split("];").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    const LIST: &str = "pub mod one;\npub(crate) mod two;\nmod old_three;\n\
        pub static GATES: &[&dyn Gate] = &[&one::One, &old_three::Three];\nfn f() { two::x() }\n";

    #[test]
    fn a_member_that_is_not_listed_or_misnamed_is_told() {
        let files = [
            ("crates/pyward-policy/src/gate.rs", ""),
            ("crates/pyward-policy/src/gates.rs", LIST),
            (
                "crates/pyward-policy/src/gates/one.rs",
                "impl Gate for One { \"one\" }",
            ),
            ("crates/pyward-policy/src/gates/one/part.rs", ""),
            (
                "crates/pyward-policy/src/gates/part.rs",
                "impl Display for Part {}",
            ),
            (
                "crates/pyward-policy/src/gates/two.rs",
                "static GATE: Gate = Gate { name: \"two\" }",
            ),
            (
                "crates/pyward-policy/src/gates/old_three.rs",
                "impl Gate for Three { \"three\" }",
            ),
        ];
        let told = said(check, &files);
        assert_eq!(
            told,
            [
                "crates/pyward-policy/src/gates/old_three.rs: does not call itself `\"old-three\"`, as its file is named",
                "crates/pyward-policy/src/gates/two.rs: `gates.rs` does not list it",
            ]
        );
    }

    #[test]
    fn a_registry_without_its_contract_is_told() {
        let told = said(check, &[("crates/pyward-report/src/formats.rs", "")]);
        assert_eq!(
            told,
            ["crates/pyward-report/src/format.rs: is missing: the contract of `formats`"]
        );
    }
}
