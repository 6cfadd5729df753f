//! From what lines ask for to packages: which version each will have, what stands in two lines, what cannot both hold.

use std::collections::{BTreeSet, HashMap, HashSet};

use pyward_model::{Hash, Location, Notice, NoticeKind, Origin, PackageName, Specifiers, Version};

use super::asked;
use super::files::{Gathered, Listed, Notices};
use crate::marker::both;
use crate::{Environments, Marker, Package, Reading};

/// How many versions of one package are kept apart.
const VERSIONS: usize = 16;

/// Makes packages of what was gathered for the file at `file`.
pub(super) fn settle(gathered: Gathered, file: &Location) -> Reading {
    let Gathered {
        listed,
        index,
        hashes_required,
        included,
        mut notices,
        kept: _,
    } = gathered;
    // Most packages stand in one line only, and then there is nothing to settle.
    let repeated = repeated(&listed);
    let several = || {
        listed
            .iter()
            .zip(&repeated)
            .filter(|(_, repeated)| **repeated)
            .map(|(listed, _)| listed)
    };
    let pins = Pins::of(several());
    pins.tell_conflicts(several(), &mut notices);
    let mut merged = Merged::default();
    for (listed, repeated) in listed.into_iter().zip(repeated) {
        if listed.is_constraint {
            continue;
        }
        if repeated {
            pins.choose(listed, &mut merged, &mut notices);
        } else {
            merged.add_new(listed);
        }
    }
    let packages = merged.into_packages(&index);
    if hashes_required {
        packages
            .iter()
            .filter_map(without_hash)
            .for_each(|notice| notices.tell(notice));
    }
    Reading {
        packages,
        included,
        notices: notices.into_vec(file),
        ..Reading::default()
    }
}

/// For each line, whether another one names the same package.
fn repeated(listed: &[Listed]) -> Vec<bool> {
    let mut lines: HashMap<&PackageName, usize> = HashMap::with_capacity(listed.len());
    for listed in listed {
        *lines.entry(&listed.asked.name).or_default() += 1;
    }
    listed
        .iter()
        .map(|listed| {
            lines
                .get(&listed.asked.name)
                .is_some_and(|lines| *lines > 1)
        })
        .collect()
}

/// Where hashes are required, what the lack of one means.
fn without_hash(package: &Package) -> Option<Notice> {
    let component = &package.component;
    if !component.hashes.is_empty() {
        return None;
    }
    let location = component.locations.first().cloned();
    let name = &component.name;
    Some(if asked::has_no_file(&component.origin) {
        let message = format!(
            "`{name}` is a repository or folder, which pip refuses where hashes are required"
        );
        Notice::info(NoticeKind::HashMissing, location, message)
    } else {
        let message =
            format!("`{name}` has no hash, while others have or `--require-hashes` is set");
        Notice::info(NoticeKind::HashMissing, location, message)
            .hint("let `pip-compile --generate-hashes` or `uv pip compile --generate-hashes` write the file")
    })
}

/// A version that some line gives a package.
struct Pin {
    /// Its number among all pins.
    id: usize,
    version: Version,
    marker: Option<Box<str>>,
    hashes: Vec<Hash>,
    location: Location,
    /// No requirement says so, only constraints.
    constrains: bool,
    /// Several lines say so.
    shared: bool,
}

/// The versions that lines give packages.
struct Pins(HashMap<PackageName, Known>);

/// What lines say about the versions of one package.
#[derive(Default)]
struct Known {
    /// Constraints first.
    pins: Vec<Pin>,
    /// Under whatever marker, one of the pins holds.
    whole: bool,
}

impl Pins {
    fn of<'l>(listed: impl Iterator<Item = &'l Listed>) -> Self {
        let mut all: HashMap<PackageName, Known> = HashMap::new();
        let (constraints, required): (Vec<_>, Vec<_>) =
            listed.partition(|listed| listed.is_constraint);
        let mut unpinned = BTreeSet::new();
        for (id, listed) in constraints.into_iter().chain(required).enumerate() {
            let asked = &listed.asked;
            let Some(version) = asked.version.as_ref().filter(|_| asked.origin.is_index()) else {
                unpinned.insert(&asked.name);
                continue;
            };
            let pins = &mut all.entry(asked.name.clone()).or_default().pins;
            let same = pins
                .iter()
                .position(|pin| pin.version == *version && pin.marker == asked.marker);
            let full = pins.len() >= VERSIONS;
            match same.and_then(|at| pins.get_mut(at)) {
                Some(pin) => {
                    pin.hashes.extend_from_slice(&asked.hashes);
                    pin.constrains &= listed.is_constraint;
                    pin.shared = true;
                }
                None if !full => pins.push(Pin {
                    id,
                    version: version.clone(),
                    marker: asked.marker.clone(),
                    hashes: asked.hashes.clone(),
                    location: listed.location.clone(),
                    constrains: listed.is_constraint,
                    shared: false,
                }),
                None => {}
            }
        }
        let everywhere = Environments::all();
        for name in unpinned {
            if let Some(known) = all.get_mut(name) {
                known.whole = covers(&known.pins, &everywhere);
            }
        }
        Self(all)
    }

    fn known(&self, name: &PackageName) -> &[Pin] {
        self.0
            .get(name)
            .map(|known| known.pins.as_slice())
            .unwrap_or_default()
    }

    /// A package that is asked for in one version and constrained to another, or constrained to two. (Two lines that
    /// ask for two versions are told of where readings are settled.)
    fn tell_conflicts<'l>(&self, listed: impl Iterator<Item = &'l Listed>, notices: &mut Notices) {
        let mut told = HashSet::new();
        for name in listed
            .filter(|listed| !listed.is_constraint)
            .map(|listed| &listed.asked.name)
        {
            if !told.insert(name) {
                continue;
            }
            let pins = self.known(name);
            for (at, pin) in pins.iter().enumerate() {
                let earlier = pins.iter().take(at).find(|other| {
                    other.constrains
                        && other.version != pin.version
                        && other.meets_marker(pin.marker.as_deref())
                });
                if let Some(other) = earlier {
                    let message = format!(
                        "`{name}` is pinned to {}, while {} constrains it to {}: pip refuses to install it",
                        super::shown(pin.version.as_str()),
                        other.location,
                        super::shown(other.version.as_str()),
                    );
                    notices.tell(Notice::info(
                        NoticeKind::Conflict,
                        Some(pin.location.clone()),
                        message,
                    ));
                }
            }
        }
    }

    /// Which pins a line without a version falls under, and whether they leave no environment without one.
    fn choice(&self, name: &PackageName, marker: Option<&str>) -> (Vec<&Pin>, bool) {
        let Some(Known { pins, whole }) = self.0.get(name) else {
            return (Vec::new(), false);
        };
        let everywhere: Vec<&Pin> = pins.iter().filter(|pin| pin.marker.is_none()).collect();
        if !everywhere.is_empty() {
            return (everywhere, true);
        }
        let alike: Vec<&Pin> = pins
            .iter()
            .filter(|pin| pin.marker.as_deref() == marker)
            .collect();
        if !alike.is_empty() {
            return (alike, true);
        }
        (pins.iter().collect(), *whole)
    }

    /// Adds the package a line asks for, in the version that this or another line gives it.
    fn choose(&self, listed: Listed, merged: &mut Merged, notices: &mut Notices) {
        if !listed.asked.origin.is_index() {
            return merged.add(listed, None);
        }
        if let Some(version) = &listed.asked.version {
            let same = self.known(&listed.asked.name).iter().find(|pin| {
                pin.version == *version && pin.meets_marker(listed.asked.marker.as_deref())
            });
            return merged.add(listed, same.filter(|pin| pin.constrains || pin.shared));
        }
        let (chosen, whole) = self.choice(&listed.asked.name, listed.asked.marker.as_deref());
        let wanted = Specifiers::parse(&listed.asked.specifiers).unwrap_or_default();
        for pin in &chosen {
            if pin.marker.is_none() && pin.version.is_valid() && !wanted.contains(&pin.version) {
                let message = format!(
                    "`{}{}` does not allow {}, which {} pins: pip refuses to install it",
                    listed.asked.name,
                    super::shown(&listed.asked.specifiers),
                    super::shown(pin.version.as_str()),
                    pin.location
                );
                notices.tell(Notice::info(
                    NoticeKind::Conflict,
                    Some(listed.location.clone()),
                    message,
                ));
            }
            let mut with_version = listed.clone();
            with_version.asked.version = Some(pin.version.clone());
            with_version.asked.marker = both(listed.asked.marker.as_deref(), pin.marker.as_deref());
            merged.add(with_version, Some(pin));
        }
        if !whole {
            merged.add(listed, None);
        }
    }
}

/// Whether the markers of the pins leave no environment out.
fn covers(pins: &[Pin], environments: &Environments) -> bool {
    let markers: Vec<Marker> = pins
        .iter()
        .filter_map(|pin| Marker::parse(pin.marker.as_deref()?).ok())
        .collect();
    Marker::any_always_holds(&markers, environments)
}

impl Pin {
    /// Whether some environment is sure to fall under both markers.
    fn meets_marker(&self, marker: Option<&str>) -> bool {
        self.marker.is_none() || marker.is_none() || self.marker.as_deref() == marker
    }
}

/// Packages, each once however many lines ask for it.
#[derive(Default)]
struct Merged {
    packages: Vec<Package>,
    /// For each package, whether some line asks for it without a marker.
    always: Vec<bool>,
    places: HashMap<Key, usize>,
    /// Which pins were added to which packages.
    pinned: HashSet<(usize, usize)>,
}

type Key = (PackageName, Option<Version>, Option<Box<str>>, Origin);

fn package(listed: Listed) -> Package {
    let Listed {
        asked,
        location,
        scope,
        direct,
        via,
        is_constraint: _,
    } = listed;
    let mut package = Package {
        via,
        ..Package::new(asked.component())
    };
    // Not pushed, which makes room for four; files may have a million lines.
    package.component.locations = vec![location];
    package.component.scopes.insert(scope);
    package.component.direct = direct;
    package
}

impl Merged {
    /// Adds a package that no other line names.
    fn add_new(&mut self, listed: Listed) {
        let package = package(listed);
        self.always.push(package.component.markers.is_empty());
        self.packages.push(package);
    }

    /// Adds a package, or what a line says of it to the one that is there.
    fn add(&mut self, listed: Listed, pin: Option<&Pin>) {
        let Package {
            mut component,
            requires,
            via,
        } = package(listed);
        let always = component.markers.is_empty();
        let key = (
            component.name.clone(),
            component.version.clone(),
            component.requirement.clone(),
            component.origin.clone(),
        );
        let at = *self.places.entry(key).or_insert(self.packages.len());
        if let Some(pin) = pin.filter(|pin| self.pinned.insert((at, pin.id))) {
            component
                .locations
                .extend(Some(pin.location.clone()).filter(|_| pin.constrains));
            component.hashes.extend_from_slice(&pin.hashes);
        }
        if let (Some(package), Some(before)) = (self.packages.get_mut(at), self.always.get_mut(at))
        {
            *before |= always;
            let known = &mut package.component;
            known.locations.append(&mut component.locations);
            known.hashes.append(&mut component.hashes);
            // Sets not by `append`, which goes through all that is already there each time.
            known.scopes.extend(component.scopes);
            known.extras.extend(component.extras);
            known.markers.extend(component.markers);
            known.direct |= component.direct;
            package.via.extend(via);
        } else {
            self.packages.push(Package {
                component,
                requires,
                via,
            });
            self.always.push(always);
        }
    }

    fn into_packages(self, index: &Origin) -> Vec<Package> {
        let Self {
            mut packages,
            always,
            ..
        } = self;
        for (package, always) in packages.iter_mut().zip(always) {
            let component = &mut package.component;
            if always {
                component.markers.clear();
            }
            if component.origin == Origin::Index {
                component.origin = index.clone();
            }
            component.locations.sort_unstable();
            component.locations.dedup();
            component.hashes.sort_unstable();
            component.hashes.dedup();
            package.via.sort_unstable();
            package.via.dedup();
        }
        packages
    }
}
