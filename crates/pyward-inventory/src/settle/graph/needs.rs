//! Which packages of a reading each need means, worked out once.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};
use pyward_model::{Component, Ecosystem, PackageName};

use crate::reading::{Package, Requires};

/// How many versions of one package a need may mean. Locks hold two or three, for different environments.
const VERSIONS: usize = 64;

/// The needs of the packages of a reading, with the packages they mean, in flat lists: the graph is walked once for
/// every scope, and names are looked up once.
pub(super) struct Needs<'a> {
    packages: &'a [Package],
    /// All packages by name, ecosystem, then version.
    order: Vec<u32>,
    /// Where in `order` those of a name stand, of whatever ecosystem.
    by_name: HashMap<&'a PackageName, Range<usize>>,
    /// Whether all packages are of one ecosystem, as they are but in bills of materials.
    is_uniform: bool,
    /// Where in `order` what each need means stands, needs numbered through all packages.
    targets: Vec<Range<u32>>,
    /// The number of each package's first need.
    first: Vec<usize>,
}

impl<'a> Needs<'a> {
    /// Without roots and without any need there is nothing to look up, and nothing is made ready.
    pub(super) fn new(packages: &'a [Package], has_roots: bool) -> Self {
        // A copy inside of another package answers no need but that one's.
        let is_free = |package: &Package| package.component.vendored_by().is_none();
        let mut order: Vec<u32> = (0u32..)
            .zip(packages)
            .filter(|(_, package)| is_free(package))
            .map(|(index, _)| index)
            .collect();
        let says_any = packages
            .iter()
            .any(|package| !package.requires.is_empty() || !package.via.is_empty());
        if !says_any && !has_roots {
            order.clear();
        }
        let key = |index: &u32| {
            let package = packages.get(*index as usize);
            package.map(|package| {
                let Component {
                    name,
                    ecosystem,
                    version,
                    ..
                } = &package.component;
                (name, ecosystem, version)
            })
        };
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut by_name = HashMap::with_capacity(order.len());
        let mut start = 0;
        for same in order.chunk_by(|a, b| key(a).map(|a| a.0) == key(b).map(|b| b.0)) {
            let end = start + same.len();
            if let Some((name, ..)) = same.first().and_then(key) {
                by_name.insert(name, start..end);
            }
            start = end;
        }
        let ecosystem = |package: &'a Package| &package.component.ecosystem;
        let first = packages.first().map(ecosystem);
        let mut needs = Self {
            packages,
            is_uniform: packages.iter().map(ecosystem).all(|it| Some(it) == first),
            order,
            by_name,
            targets: Vec::with_capacity(packages.iter().map(|it| it.requires.len()).sum()),
            first: Vec::with_capacity(packages.len()),
        };
        for package in packages {
            needs.first.push(needs.targets.len());
            for requires in &package.requires {
                let range = needs.range(requires);
                needs.targets.push(range.start as u32..range.end as u32);
            }
        }
        needs
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.targets.len()
    }

    /// What a package needs, and the packages that each may mean.
    pub(super) fn of(&self, index: u32) -> impl Iterator<Item = (&'a Requires, &[u32])> {
        let package = self.packages.get(index as usize);
        let first = self.first.get(index as usize).copied().unwrap_or_default();
        let requires = package
            .map(|package| package.requires.as_slice())
            .unwrap_or_default();
        let targets = self.targets.get(first..).unwrap_or_default();
        requires.iter().zip(targets).map(|(requires, range)| {
            let range = range.start as usize..range.end as usize;
            (requires, self.order.get(range).unwrap_or_default())
        })
    }

    /// The packages that a need may mean.
    pub(super) fn targets(&self, requires: &Requires) -> &[u32] {
        self.order.get(self.range(requires)).unwrap_or_default()
    }

    /// The packages of a name, as many as a need may mean.
    pub(super) fn named(&self, name: &PackageName) -> &[u32] {
        let Range { start, end } = self.by_name.get(name).cloned().unwrap_or_default();
        self.order
            .get(start..end.min(start + VERSIONS))
            .unwrap_or_default()
    }

    /// Of packages of one name, those of an ecosystem, if one is meant.
    fn of_ecosystem(&self, all: Range<usize>, wanted: Option<&Ecosystem>) -> Range<usize> {
        if self.is_uniform || wanted.is_none() {
            return all;
        }
        let same_name = self.order.get(all.clone()).unwrap_or_default();
        let ecosystem = |index: &u32| {
            let package = self.packages.get(*index as usize);
            package.map(|package| &package.component.ecosystem)
        };
        let below = same_name.partition_point(|index| ecosystem(index) < wanted);
        let upto = same_name.partition_point(|index| ecosystem(index) <= wanted);
        all.start + below..all.start + upto
    }

    /// Those of the version that is named, if it is there, else all of the name.
    fn range(&self, requires: &Requires) -> Range<usize> {
        let all = self.by_name.get(&requires.name).cloned();
        let Range { start, end } =
            self.of_ecosystem(all.unwrap_or_default(), requires.ecosystem.as_ref());
        let bounded = |start: usize, end: usize| start..end.min(start + VERSIONS);
        // Versions of several ecosystems stand in no common order.
        let is_ordered = self.is_uniform || requires.ecosystem.is_some();
        let Some(wanted) = requires.version.as_ref().filter(|_| is_ordered) else {
            return bounded(start, end);
        };
        let same_name = self.order.get(start..end).unwrap_or_default();
        let version = |index: &u32| {
            let package = self.packages.get(*index as usize);
            package.and_then(|package| package.component.version.as_ref())
        };
        let below = same_name.partition_point(|index| version(index) < Some(wanted));
        let upto = same_name.partition_point(|index| version(index) <= Some(wanted));
        if below == upto {
            bounded(start, end)
        } else {
            bounded(start + below, start + upto)
        }
    }
}
