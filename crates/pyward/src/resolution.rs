//! The stage between reading and gathering: what an unlocked project would install today.

use std::collections::{BTreeMap, BTreeSet};

use pyward_inventory::{Package, Requires, Resolved};
use pyward_model::{
    Component, Inventory, Location, Notice, NoticeKind, Origin, Requirement, Scope, Specifiers,
    Version, printable,
};
use pyward_resolve::{
    Engine, Metadata, Mode, Pin, PythonVersion, Request, Resolution, ResolveError, Source, Target,
};

/// The Python that is resolved for where neither the user nor the project says: the oldest one that is still mended.
pub(crate) const OLDEST_PYTHON: PythonVersion = PythonVersion {
    major: 3,
    minor: 10,
    micro: None,
};

/// How many names a notice lists.
const NAMED: usize = 6;

/// The requirements of one project that no lock answers, and the pins that stand beside them.
pub(crate) struct Open {
    /// The project's folder, as shown.
    pub(crate) home: String,
    /// A file that holds some of them, as shown.
    pub(crate) file: String,
    pub(crate) requirements: Vec<Requirement>,
    pub(crate) pins: Vec<Pin>,
}

/// The projects whose dependencies nothing pins, or not all of them.
pub(crate) fn open(inventory: &Inventory) -> Vec<Open> {
    let files: BTreeSet<&str> = inventory
        .notices
        .iter()
        .filter(|notice| {
            matches!(notice.kind, NoticeKind::Unlocked | NoticeKind::Unpinned)
                && notice.weight != pyward_model::Weight::Info
        })
        .filter_map(|notice| notice.location.as_ref().map(|at| &*at.path))
        .collect();
    let mut homes: BTreeMap<&str, Open> = BTreeMap::new();
    for asked in &inventory.requirements {
        if asked.scope == Scope::Build || !files.contains(&*asked.location.path) {
            continue;
        }
        homes
            .entry(&asked.home)
            .or_insert_with(|| Open {
                home: asked.home.to_string(),
                file: asked.location.path.to_string(),
                requirements: Vec::new(),
                pins: Vec::new(),
            })
            .requirements
            .push(asked.clone());
    }
    for open in homes.values_mut() {
        let of_file = |at: &Location| {
            open.requirements
                .iter()
                .any(|asked| asked.location.path == at.path)
        };
        open.pins = inventory
            .components
            .iter()
            .filter(|component| component.locations.iter().any(of_file))
            .filter_map(|component| {
                Some(Pin {
                    name: component.name.clone(),
                    version: component.version.clone()?,
                    hashes: Vec::new(),
                })
            })
            .collect();
    }
    homes.into_values().collect()
}

/// What is resolved for: the Python the user names, else the oldest that the project supports, and every platform.
pub(crate) fn target(inventory: &Inventory, python: Option<&Version>) -> Target {
    let named = python.and_then(|version| version.as_str().parse().ok());
    let stated = || {
        inventory
            .projects
            .iter()
            .filter_map(|project| lowest(project.requires_python.as_deref()?))
            .max()
    };
    Target::universal(named.or_else(stated).unwrap_or(OLDEST_PYTHON))
}

/// The lowest minor version of Python 3 that a range allows.
pub(crate) fn lowest(range: &str) -> Option<PythonVersion> {
    let specifiers = Specifiers::parse(range).ok()?;
    (0..40)
        .find(|minor| {
            let allowed =
                |micro: u8| specifiers.contains(&Version::new(&format!("3.{minor}.{micro}")));
            allowed(0) || allowed(99)
        })
        .map(|minor| PythonVersion::new(3, minor))
}

/// Asks an index for each open project; what it cannot answer stays open and, unless the network is off, is told.
pub(crate) fn resolve(
    engine: &Engine,
    target: &Target,
    open: &[Open],
    offline: bool,
) -> (Vec<Resolved>, Vec<Notice>) {
    let mut resolved = Vec::new();
    let mut notices = Vec::new();
    for project in open {
        let file = Location::file(project.file.as_str());
        match engine.resolve(&request(project, target)) {
            Ok(resolution) => {
                notices.push(told(&resolution, &file));
                notices.extend(unverified(&resolution, &file));
                resolved.push(Resolved {
                    home: project.home.clone(),
                    file: project.file.clone(),
                    packages: packages(&resolution, &file),
                });
            }
            // That nothing pins them is told already, and why the cache has no answer is no riddle.
            Err(_) if offline => {}
            Err(error) => notices.push(unresolved(&error, file)),
        }
    }
    (resolved, notices)
}

fn request(project: &Open, target: &Target) -> Request {
    let wishes = project
        .requirements
        .iter()
        .map(|asked| pyward_resolve::Requirement {
            origin: Some(asked.location.clone()),
            ..pyward_resolve::Requirement::new(&asked.pep508())
        });
    let pins = project
        .pins
        .iter()
        .filter(|pin| pin.version.is_valid())
        .map(|pin| pyward_resolve::Requirement::new(&format!("{}=={}", pin.name, pin.version)));
    Request {
        mode: Mode::Highest,
        constraints: pins.collect(),
        preferences: project.pins.clone(),
        ..Request::new(target.clone(), wishes.collect())
    }
}

fn packages(resolution: &Resolution, file: &Location) -> Vec<Package> {
    resolution
        .packages
        .iter()
        .map(|resolved| {
            let mut component = Component::pypi(resolved.name.clone(), resolved.version.clone());
            component.origin = match &resolved.origin {
                Source::Index(_) => Origin::Index,
                Source::Url(url) => Origin::Url(url.clone()),
            };
            component.markers.extend(resolved.marker.clone());
            component.extras.clone_from(&resolved.extras);
            // What the project asks for itself has a line of its own.
            if !resolved.direct {
                component.locations.push(file.clone());
            }
            let mut package = Package::new(component);
            package.requires = resolved
                .requires
                .iter()
                .cloned()
                .map(Requires::any)
                .collect();
            package
        })
        .collect()
}

fn told(resolution: &Resolution, file: &Location) -> Notice {
    let count = resolution.packages.len();
    let packages = if count == 1 { "package" } else { "packages" };
    Notice::info(
        NoticeKind::Unlocked,
        Some(file.clone()),
        format!("resolved today, not locked: {count} {packages}; tomorrow it may be others"),
    )
    .hint("lock the project, so that what is audited is what is installed")
}

/// Packages whose dependencies only a build would tell.
pub(crate) fn unverified(resolution: &Resolution, file: &Location) -> Option<Notice> {
    let names: Vec<_> = resolution
        .packages
        .iter()
        .filter(|package| package.metadata == Metadata::Unverified)
        .map(|package| printable(package.name.as_str()))
        .collect();
    let more = names.len().saturating_sub(NAMED);
    let shown: Vec<&str> = names.iter().take(NAMED).map(|name| &**name).collect();
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    (!names.is_empty()).then(|| {
        Notice::gap(
            NoticeKind::Unlocked,
            Some(file.clone()),
            format!(
                "what these need cannot be known without building them: {}{rest}",
                shown.join(", ")
            ),
        )
        .hint("audit the environment they are installed in, or have them built: `--allow-build`")
    })
}

fn unresolved(error: &ResolveError, file: Location) -> Notice {
    let message = format!(
        "what it would install could not be resolved: {}",
        reason(error)
    );
    Notice::gap(NoticeKind::Unlocked, Some(file), message).hint(error.hint())
}

/// Why there are no versions, in a few lines at most.
pub(crate) fn reason(error: &ResolveError) -> String {
    let mut message = error.to_string();
    if let ResolveError::Unsolvable { report, hints, .. } = error {
        for line in report
            .lines()
            .take(6)
            .chain(hints.iter().map(String::as_str))
        {
            message.push_str("; ");
            message.push_str(line.trim());
        }
    }
    message
}

#[cfg(test)]
mod tests {

    #[test]
    fn the_lowest_python_of_a_range() {
        for (range, lowest) in [
            (">=3.11", Some((3, 11))),
            (">=3.9.2,<4", Some((3, 9))),
            ("==3.12.*", Some((3, 12))),
            ("~=3.10", Some((3, 10))),
            (">3.8", Some((3, 8))),
            ("<3", None),
            ("nonsense", None),
        ] {
            let found = super::lowest(range).map(|python| (python.major, python.minor));
            assert_eq!(found, lowest, "{range}");
        }
    }
}
