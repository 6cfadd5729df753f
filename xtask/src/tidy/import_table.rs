//! The import table of `ARCHITECTURE.md` is what the manifests say: each crate imports exactly what its row names (and
//! `pyward-model`, if it wants), imports point to a lower floor, and a crate is marked `planned` until it exists. Tests
//! may import more, but nothing from a higher floor.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;
use crate::house::House;
use crate::manifest::{Manifest, Purpose};

const PAGE: &str = "ARCHITECTURE.md";
const MODEL: &str = "pyward-model";

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    line: usize,
    floor: u8,
    /// The crates it imports besides the model; `None` for all.
    imports: Option<BTreeSet<String>>,
    is_planned: bool,
}

/// The table: crates by name.
type Table = BTreeMap<String, Row>;

pub(super) fn check(house: &House) -> Vec<Problem> {
    let table = match house
        .text(PAGE)
        .ok_or_else(|| Problem::new(PAGE, "is missing"))
        .and_then(parse)
    {
        Ok(table) => table,
        Err(problem) => return vec![problem],
    };
    let (manifests, _) = Manifest::all(house);
    let mut problems = of_floors(&table);
    for manifest in &manifests {
        match table.get(manifest.name()) {
            None => problems.push(Problem::new(
                PAGE,
                format!("the import table has no row for `{}`", manifest.name()),
            )),
            Some(row) if row.is_planned => {
                problems.push(Problem::at(
                    PAGE,
                    row.line,
                    format!("`{}` is marked planned and exists", manifest.name()),
                ));
            }
            Some(row) => problems.extend(of_crate(&table, row, manifest)),
        }
    }
    let exists = |name: &str| manifests.iter().any(|manifest| manifest.name() == name);
    let gone = table
        .iter()
        .filter(|(name, row)| !row.is_planned && !exists(name));
    problems.extend(gone.map(|(name, row)| {
        Problem::at(
            PAGE,
            row.line,
            format!("there is no crate `{name}`: mark it planned"),
        )
    }));
    problems
}

/// Imports that the table itself must not name.
fn of_floors(table: &Table) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, row) in table {
        for import in row.imports.iter().flatten() {
            let what = match table.get(import) {
                None => format!("`{name}` imports `{import}`, which has no row"),
                Some(other) if other.floor >= row.floor => {
                    format!("`{name}` imports `{import}`, which is not below it")
                }
                Some(_) => continue,
            };
            problems.push(Problem::at(PAGE, row.line, what));
        }
    }
    problems
}

/// What a crate's manifest imports that its row does not allow, and the other way round.
fn of_crate(table: &Table, row: &Row, manifest: &Manifest) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut used = BTreeSet::new();
    for dependency in manifest.dependencies() {
        let Some(other) = table.get(dependency.name) else {
            continue;
        };
        if dependency.purpose == Purpose::Test {
            if other.floor > row.floor {
                let what = format!(
                    "its tests import `{}`, which stands above it",
                    dependency.name
                );
                problems.push(Problem::new(&manifest.path, what));
            }
            continue;
        }
        used.insert(dependency.name.to_owned());
        let is_allowed = row
            .imports
            .as_ref()
            .is_none_or(|allowed| allowed.contains(dependency.name));
        if !is_allowed && dependency.name != MODEL {
            let what = format!(
                "imports `{}`, which its row in {PAGE} does not name",
                dependency.name
            );
            problems.push(Problem::new(&manifest.path, what));
        }
    }
    let unused = row
        .imports
        .iter()
        .flatten()
        .filter(|import| !used.contains(*import));
    problems.extend(unused.map(|import| {
        Problem::at(
            PAGE,
            row.line,
            format!(
                "`{}` does not import `{import}`, as its row says",
                manifest.name()
            ),
        )
    }));
    problems
}

/// Reads the table whose head names `floor`, `crate`, `imports` and `state`.
fn parse(text: &str) -> Result<Table, Problem> {
    let mut lines = (1..)
        .zip(text.lines())
        .map(|(line, content)| (line, cells(content)));
    let head = lines.find(|(_, cells)| {
        ["floor", "crate", "imports", "state"]
            .iter()
            .all(|key| cells.contains(key))
    });
    let (_, head) = head
        .ok_or_else(|| Problem::new(PAGE, "has no table with floor, crate, imports and state"))?;
    let mut table = Table::new();
    for (line, cells) in lines.skip(1).take_while(|(_, cells)| !cells.is_empty()) {
        let cell = |key: &str| {
            head.iter()
                .position(|name| *name == key)
                .and_then(|at| cells.get(at))
                .copied()
                .unwrap_or_default()
        };
        let name = cell("crate").trim_matches('`').to_owned();
        let floor = cell("floor")
            .parse()
            .map_err(|_| Problem::at(PAGE, line, "the floor is no number"))?;
        let is_planned = match cell("state") {
            "planned" => true,
            "built" => false,
            other => {
                return Err(Problem::at(
                    PAGE,
                    line,
                    format!("the state is `{other}`, not `built` or `planned`"),
                ));
            }
        };
        let imports = (cell("imports") != "all").then(|| imports(cell("imports")));
        table.insert(
            name,
            Row {
                line,
                floor,
                imports,
                is_planned,
            },
        );
    }
    Ok(table)
}

/// `target, fetch` as full names.
fn imports(cell: &str) -> BTreeSet<String> {
    let names = cell
        .split(',')
        .map(|name| name.trim().trim_matches('`'))
        .filter(|name| !name.is_empty());
    names.map(|name| format!("pyward-{name}")).collect()
}

/// The cells of a table's line; none where it is no such line.
fn cells(line: &str) -> Vec<&str> {
    let inner = line
        .trim()
        .strip_prefix('|')
        .and_then(|rest| rest.strip_suffix('|'));
    inner
        .map(|inner| inner.split('|').map(str::trim).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    const TABLE: &str = "Prose.\n\n| floor | crate | imports | state |\n|---|---|---|---|\n\
        | 3 | `pyward` | all | built |\n\
        | 2 | `pyward-inventory` | target | built |\n\
        | 2 | `pyward-history` | | planned |\n\
        | 1 | `pyward-target` | | built |\n\
        | 0 | `pyward-model` | | built |\n\nMore prose.\n";

    fn house(inventory: &str, target: &str) -> Vec<String> {
        let package = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\n{rest}");
        let files = [
            (PAGE, TABLE.to_owned()),
            (
                "crates/pyward/Cargo.toml",
                package("pyward", "[dependencies]\npyward-target.workspace = true\n"),
            ),
            (
                "crates/pyward-inventory/Cargo.toml",
                package("pyward-inventory", inventory),
            ),
            (
                "crates/pyward-target/Cargo.toml",
                package("pyward-target", target),
            ),
            (
                "crates/pyward-model/Cargo.toml",
                package("pyward-model", ""),
            ),
        ];
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        said(check, &files)
    }

    #[test]
    fn manifests_that_say_what_the_table_says_are_not_told() {
        let inventory =
            "[dependencies]\npyward-target.workspace = true\npyward-model.workspace = true\n";
        let target = "[dev-dependencies]\npyward-model.workspace = true\n";
        assert_eq!(house(inventory, target), [""; 0]);
    }

    #[test]
    fn imports_beside_the_table_are_told() {
        let told = house("", "[dependencies]\npyward-inventory.workspace = true\n");
        assert_eq!(
            told,
            [
                "ARCHITECTURE.md:6: `pyward-inventory` does not import `pyward-target`, as its row says",
                "crates/pyward-target/Cargo.toml: imports `pyward-inventory`, which its row in ARCHITECTURE.md does not name",
            ]
        );
    }

    #[test]
    fn tests_must_not_look_up() {
        let told = house(
            "[dependencies]\npyward-target.workspace = true\n",
            "[dev-dependencies]\npyward-inventory.workspace = true\n",
        );
        assert_eq!(
            told,
            [
                "crates/pyward-target/Cargo.toml: its tests import `pyward-inventory`, which stands above it"
            ]
        );
    }

    #[test]
    fn rows_that_are_missing_early_or_crooked_are_told() {
        let crates = |name: &str| format!("[package]\nname = \"{name}\"\n");
        let table = TABLE.replace(
            "| 1 | `pyward-target` | |",
            "| 1 | `pyward-target` | inventory |",
        );
        let (history, other) = (crates("pyward-history"), crates("pyward-other"));
        let files = [
            (PAGE, table.as_str()),
            ("crates/pyward-history/Cargo.toml", history.as_str()),
            ("crates/pyward-other/Cargo.toml", other.as_str()),
        ];
        let told = said(check, &files).join("\n");
        for expected in [
            "`pyward-history` is marked planned and exists",
            "has no row for `pyward-other`",
            "there is no crate `pyward-target`",
            "`pyward-target` imports `pyward-inventory`, which is not below it",
        ] {
            assert!(told.contains(expected), "{expected} not in {told}");
        }
        let told = said(check, &[(PAGE, "no table")]);
        assert_eq!(
            told,
            ["ARCHITECTURE.md: has no table with floor, crate, imports and state"]
        );
    }
}
