//! The naming law: the singular file is the contract (`format.rs`), the plural file the registry (`formats.rs`), the
//! plural folder holds one member a file (`formats/uv_lock.rs`), which names itself as its file is named (`"uv-lock"`).
//! Every module of the folder is listed by the registry; what a member needs besides stands in a folder of the member's
//! own. (That every file is a module is another check.)

use super::Problem;
use super::modules::declares;
use crate::house::House;

/// The registries there are to be, as their crate and their plural.
const REGISTRIES: &[(&str, &str)] = &[
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
    for (member, path) in members.iter().filter(|(member, _)| declares(list, member)) {
        let name = member.replace('_', "-");
        if !slice.contains(&format!("{member}::")) {
            let what = format!(
                "`{plural}.rs` does not list it; what is no member stands in a folder of the member it serves"
            );
            problems.push(Problem::new(*path, what));
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
            ("crates/pyward-policy/src/gates/one.rs", "\"one\""),
            ("crates/pyward-policy/src/gates/one/part.rs", ""),
            ("crates/pyward-policy/src/gates/two.rs", "\"two\""),
            ("crates/pyward-policy/src/gates/old_three.rs", "\"three\""),
        ];
        let told = said(check, &files);
        assert_eq!(
            told,
            [
                "crates/pyward-policy/src/gates/old_three.rs: does not call itself `\"old-three\"`, as its file is named",
                "crates/pyward-policy/src/gates/two.rs: `gates.rs` does not list it; \
                 what is no member stands in a folder of the member it serves",
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
