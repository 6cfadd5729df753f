//! What a package of a Poetry lock is listed for: groups, categories, extras of the project, markers.

use std::collections::{BTreeSet, HashMap, HashSet};

use pyward_model::{Component, PackageName, Scope};

use crate::lock_document::{self, Purpose};
use crate::toml::{Table, Value};

/// The extras of the project that optional packages are listed for, for versions whose markers do not say.
pub(super) struct Extras {
    by_name: HashMap<PackageName, BTreeSet<Box<str>>>,
}

impl Extras {
    /// Walks from what `[extras]` names through the dependencies of optional packages.
    pub(super) fn new(document: &Table<'_>) -> Self {
        let mut by_name: HashMap<PackageName, BTreeSet<Box<str>>> = HashMap::new();
        let Some(extras) = document.table("extras") else {
            return Self { by_name };
        };
        let mut needs: HashMap<PackageName, Vec<PackageName>> = HashMap::new();
        for (_, table) in document
            .tables("package")
            .filter(|(_, table)| is_optional(table))
        {
            let Some(name) = table.string("name") else {
                continue;
            };
            let dependencies = table
                .table("dependencies")
                .into_iter()
                .flat_map(Table::iter);
            needs
                .entry(PackageName::pypi(name))
                .or_default()
                .extend(dependencies.map(|(name, _)| PackageName::pypi(name)));
        }
        for (extra, value) in extras.iter() {
            let listed = value
                .as_array()
                .unwrap_or_default()
                .iter()
                .filter_map(Value::as_str);
            let mut queue: Vec<PackageName> = listed.map(PackageName::pypi).collect();
            let mut seen: HashSet<PackageName> = HashSet::new();
            while let Some(name) = queue.pop() {
                let Some(next) = needs.get(&name) else {
                    continue;
                };
                if seen.insert(name.clone()) {
                    by_name
                        .entry(name)
                        .or_default()
                        .insert(lock_document::normalised(extra));
                    queue.extend(next.iter().cloned());
                }
            }
        }
        Self { by_name }
    }
}

/// Records scopes and markers of a package.
///
/// Its groups say what it is for. A marker that speaks of extras tells which extras of the project it is for instead, and
/// is then not recorded: it would hold for nobody who does not know which extras are installed.
pub(super) fn record(table: &Table<'_>, extras: &Extras, component: &mut Component) {
    let mut markers = BTreeSet::new();
    let mut always = false;
    for (group, marker) in listed_for(table) {
        let purpose = Purpose::of(marker.unwrap_or_default());
        component.scopes.extend(purpose.scopes());
        component
            .scopes
            .extend(group.filter(|_| purpose.by_default).map(Scope::group));
        match marker {
            Some(marker) if purpose.extras.is_empty() => drop(markers.insert(marker.into())),
            _ => always = true,
        }
    }
    if !always {
        component.markers = markers;
    }
    let said_by_marker = component
        .scopes
        .iter()
        .any(|scope| matches!(scope, Scope::Extra(_)));
    if is_optional(table)
        && !said_by_marker
        && let Some(extras) = extras.by_name.get(&component.name)
    {
        component.scopes.remove(&Scope::Main);
        component
            .scopes
            .extend(extras.iter().cloned().map(Scope::Extra));
    }
}

/// The groups of a package, each with its marker: there is one marker for all, or a table with one for each. Old versions
/// have a category instead, and those between tell neither: of them the group is `None`.
fn listed_for<'t>(table: &'t Table<'_>) -> Vec<(Option<&'t str>, Option<&'t str>)> {
    let marker_of = |group: Option<&str>| {
        let value = table.get("markers")?;
        value.as_str().or_else(|| value.as_table()?.string(group?))
    };
    let mut groups: Vec<Option<&str>> = table.strings("groups").map(Some).collect();
    if groups.is_empty() {
        groups.push(table.string("category"));
    }
    groups
        .into_iter()
        .map(|group| (group, marker_of(group)))
        .collect()
}

fn is_optional(table: &Table<'_>) -> bool {
    table
        .get("optional")
        .and_then(Value::as_bool)
        .unwrap_or_default()
}
