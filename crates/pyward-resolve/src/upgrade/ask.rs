//! Questions to the solver, counted.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;
use std::sync::Arc;

use pyward_model::{PackageName, Specifiers, Version};

use super::{PlanError, Solver};
use crate::environment::Environment;
use crate::input::Parsed;
use crate::{
    Forbidden, Mode, Pin, Releases, Request, Requirement, Resolution, ResolveError, translate,
};

/// What one package says of another.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) name: PackageName,
    pub(super) specifiers: Specifiers,
    /// Name and specifiers, without markers and white space.
    pub(super) text: String,
    /// Whether it is given by its address.
    pub(super) is_placed: bool,
    /// Whether it holds only for an extra.
    pub(super) for_extra: bool,
}

/// Whether there are versions.
pub(super) enum Answer {
    Fits(Resolution),
    /// There are none; the packages that are part of the reason.
    Conflict(BTreeSet<PackageName>),
}

/// What a release requires, as it was read.
type Wishes = Arc<Vec<Wish>>;

pub(super) struct Asker<'a> {
    solver: &'a dyn Solver,
    /// Roots, with the versions of today as preferences.
    base: Request,
    cancelled: &'a dyn Fn() -> bool,
    asked: Cell<usize>,
    wishes: RefCell<BTreeMap<(PackageName, Version), Wishes>>,
    environment: Option<Environment>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(
        solver: &'a dyn Solver,
        base: &Request,
        installed: &[Pin],
        cancelled: &'a dyn Fn() -> bool,
    ) -> Self {
        let base = Request {
            preferences: installed.to_vec(),
            mode: Mode::Highest,
            ..base.clone()
        };
        Self {
            solver,
            cancelled,
            asked: Cell::new(0),
            wishes: RefCell::default(),
            environment: Environment::of(&base.target).ok(),
            base,
        }
    }

    pub(super) fn base(&self) -> &Request {
        &self.base
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.get()
    }

    fn check(&self) -> Result<(), PlanError> {
        if (self.cancelled)() {
            return Err(PlanError::Cancelled);
        }
        Ok(())
    }

    /// What is installed by the requirements as they are.
    pub(super) fn today(&self) -> Result<Resolution, PlanError> {
        self.resolve(&Request {
            hashes: false,
            ..self.base.clone()
        })
    }

    fn resolve(&self, request: &Request) -> Result<Resolution, PlanError> {
        self.check()?;
        self.asked.set(self.asked.get() + 1);
        Ok(self.solver.resolve(request)?)
    }

    /// A question with the versions of today kept, some versions forbidden, and bounds that hold for what is needed.
    pub(super) fn question(&self, forbidden: &Forbidden, bounds: &[String]) -> Request {
        let mut request = self.base.clone();
        request.hashes = false;
        request.forbidden = forbidden.clone();
        let bounds = bounds.iter().map(|text| Requirement::new(text));
        request.constraints.extend(bounds);
        request
    }

    /// A question for the newest versions of all but what is to be kept.
    pub(super) fn fresh(
        &self,
        forbidden: &Forbidden,
        bounds: &[String],
        kept: &dyn Fn(&PackageName) -> bool,
    ) -> Request {
        let mut request = self.question(forbidden, bounds);
        request.preferences.retain(|pin| kept(&pin.name));
        request
    }

    pub(super) fn ask(&self, request: &Request) -> Result<Answer, PlanError> {
        match self.resolve(request) {
            Ok(resolution) => Ok(Answer::Fits(resolution)),
            Err(PlanError::Resolve(ResolveError::Unsolvable { packages, .. })) => {
                Ok(Answer::Conflict(packages.into_iter().collect()))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn solve(
        &self,
        forbidden: &Forbidden,
        bounds: &[String],
    ) -> Result<Answer, PlanError> {
        self.ask(&self.question(forbidden, bounds))
    }

    /// The answer to a question that is known to have one.
    pub(super) fn must(
        &self,
        forbidden: &Forbidden,
        bounds: &[String],
    ) -> Result<Resolution, PlanError> {
        self.resolve(&self.question(forbidden, bounds))
    }

    /// The answer with the least change, as the resolver sees it.
    pub(super) fn least(
        &self,
        forbidden: &Forbidden,
        bounds: &[String],
    ) -> Result<Answer, PlanError> {
        self.ask(&Request {
            mode: Mode::LeastChange,
            ..self.question(forbidden, bounds)
        })
    }

    /// A resolution with files and hashes, where they were asked for.
    pub(super) fn finished(&self, resolution: Resolution) -> Result<Resolution, PlanError> {
        if !self.base.hashes {
            return Ok(resolution);
        }
        // The versions are settled: each is kept, with the hashes it was pinned with.
        let mut request = self.base.clone();
        request.preferences = resolution
            .packages
            .iter()
            .filter_map(|package| {
                let version = package.version.clone()?;
                let pinned = self
                    .base
                    .preferences
                    .iter()
                    .find(|pin| pin.name == package.name && pin.version == version);
                Some(Pin {
                    name: package.name.clone(),
                    version,
                    hashes: pinned.map(|pin| pin.hashes.clone()).unwrap_or_default(),
                })
            })
            .collect();
        self.resolve(&request)
    }

    /// The releases of a package; `None` where no index has it.
    pub(super) fn releases(&self, name: &PackageName) -> Result<Option<Arc<Releases>>, PlanError> {
        self.check()?;
        match self.solver.releases(name) {
            Ok(releases) => Ok(Some(releases)),
            Err(ResolveError::NotFound { .. } | ResolveError::Offline { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Has the releases of all these fetched at once.
    pub(super) fn ahead(&self, names: &[PackageName]) -> Result<(), PlanError> {
        self.check()?;
        self.solver.ahead(names);
        Ok(())
    }

    /// What a release requires in this environment; nothing where that is not known.
    pub(super) fn wishes(
        &self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Wishes, PlanError> {
        let key = (name.clone(), version.clone());
        if let Some(known) = self.wishes.borrow().get(&key) {
            return Ok(Arc::clone(known));
        }
        self.check()?;
        let requires = match self.solver.metadata(name, version) {
            Ok(metadata) => metadata.map(|metadata| metadata.requires),
            // An explanation is no reason to fail.
            Err(_) => None,
        };
        let read: Vec<Wish> = requires
            .into_iter()
            .flatten()
            .filter_map(|text| self.wish(&text))
            .collect();
        let read = Arc::new(read);
        self.wishes.borrow_mut().insert(key, Arc::clone(&read));
        Ok(read)
    }

    /// A requirement, read; `None` where it is none or does not hold in this environment.
    pub(super) fn wish(&self, text: &str) -> Option<Wish> {
        let parsed = Parsed::from_str(text).ok()?;
        let holds = self.base.target.universal
            || self.environment.as_ref().is_none_or(|environment| {
                // Whether an extra is asked for is not known here: its requirements count.
                parsed
                    .marker
                    .evaluate(&environment.markers, &parsed_extras(text))
            });
        if !holds {
            return None;
        }
        let for_extra = text.contains("extra")
            && self.environment.as_ref().is_some_and(|environment| {
                !self.base.target.universal && !parsed.marker.evaluate(&environment.markers, &[])
            });
        let name = translate::model_name(&parsed.name);
        let (specifiers, is_placed) = match &parsed.version_or_url {
            Some(uv_pep508::VersionOrUrl::VersionSpecifier(specifiers)) => {
                (specifiers.to_string().replace(' ', ""), false)
            }
            Some(uv_pep508::VersionOrUrl::Url(_)) => (String::new(), true),
            None => (String::new(), false),
        };
        Some(Wish {
            text: format!("{name}{specifiers}"),
            specifiers: Specifiers::parse(&specifiers).ok()?,
            name,
            is_placed,
            for_extra,
        })
    }

    /// What the project itself says: its requirements, constraints and overrides.
    pub(super) fn roots(&self) -> Vec<Wish> {
        let base = &self.base;
        base.requirements
            .iter()
            .chain(&base.constraints)
            .chain(&base.overrides)
            .filter_map(|requirement| match self.wish(&requirement.text) {
                Some(wish) => Some(wish),
                // A source by its path or repository is not for this parser.
                None => source(&requirement.text),
            })
            .collect()
    }

    /// Whether a release is for the Python that is resolved for.
    pub(super) fn fits_python(&self, requires: Option<&str>) -> bool {
        let python = Version::new(&format!(
            "{}.{}.{}",
            self.base.target.python.major,
            self.base.target.python.minor,
            self.base.target.python.micro.unwrap_or(0)
        ));
        requires
            .and_then(|text| Specifiers::parse(text).ok())
            .is_none_or(|specifiers| specifiers.contains(&python))
    }
}

/// The extras a requirement's marker speaks of.
fn parsed_extras(text: &str) -> Vec<uv_normalize::ExtraName> {
    let Some((_, marker)) = text.split_once(';') else {
        return Vec::new();
    };
    marker
        .split(['"', '\''])
        .filter_map(|word| uv_normalize::ExtraName::from_str(word).ok())
        .collect()
}

/// A requirement that is given by its address, in a form the parser does not read.
fn source(text: &str) -> Option<Wish> {
    let (name, _) = text.split_once('@')?;
    let name = name.split('[').next().unwrap_or_default().trim();
    Some(Wish {
        name: PackageName::pypi(name),
        specifiers: Specifiers::default(),
        text: name.to_owned(),
        is_placed: true,
        for_extra: false,
    })
}
