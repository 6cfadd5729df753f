//! The contract of a service: somebody on the network who is asked about the packages of one audit.

use std::path::Path;

use pyward_fetch::Client;
use pyward_model::{
    ComponentId, Date, EcosystemRules, Notice, PackageName, SourceFailure, Standing, Version,
};

use crate::store::draft::StoreDraft;

/// A service that an audit can ask.
pub struct Service {
    /// Its kebab-case name, the name of its file and the word after `--service`.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it is asked, one sentence without a full stop.
    pub doc: &'static str,
    /// Where it lives.
    pub url: &'static str,
    /// The environment variable that names another address.
    pub variable: &'static str,
    /// Whether it knows of other ecosystems than PyPI.
    pub(crate) knows_others: bool,
    pub(crate) ask: fn(&Call<'_>) -> Answer,
}

/// What is asked.
pub(crate) struct Call<'a> {
    pub(crate) client: &'a Client,
    /// The address, without a slash at its end.
    pub(crate) base: &'a str,
    /// The ecosystem the releases are of.
    pub(crate) rules: &'static EcosystemRules,
    /// Releases, sorted, each once, with the components that are one.
    pub(crate) releases: &'a [Release<'a>],
    /// A folder for answers that may be kept; `None` where there is none.
    pub(crate) cache: Option<&'a Path>,
}

/// A version of a package in use.
#[derive(Clone, Debug)]
pub(crate) struct Release<'a> {
    /// As advisories know it.
    pub(crate) name: &'a PackageName,
    /// Without its local part (`+cpu`), of which nobody but its maker knows.
    pub(crate) version: Version,
    pub(crate) components: Vec<ComponentId>,
}

/// What came back.
#[derive(Default)]
pub(crate) struct Answer {
    /// Advisories, judged as those of any other source.
    pub(crate) draft: StoreDraft,
    pub(crate) standings: Vec<Standing>,
    /// The days releases were first uploaded, of each of their components.
    pub(crate) uploads: Vec<(ComponentId, Date)>,
    /// What was not answered.
    pub(crate) failures: Vec<SourceFailure>,
    pub(crate) notices: Vec<Notice>,
}

impl Answer {
    /// What a release's standing is, of each of its components.
    pub(crate) fn stand(
        &mut self,
        release: &Release<'_>,
        kind: pyward_model::StandingKind,
        reason: Option<&str>,
        source: &str,
    ) {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        for component in &release.components {
            self.standings.push(Standing {
                component: *component,
                kind,
                reason: reason.map(Box::from),
                source: source.to_owned(),
            });
        }
    }
}
