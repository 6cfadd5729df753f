//! What the engine's thread works with: the client, the cache, and what was read so far.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use pyward_model::{PackageName, without_credentials};
use tokio::sync::Semaphore;
use uv_cache::Cache;
use uv_client::{
    BaseClientBuilder, Certificates, Connectivity, ExtraMiddleware, FlatIndexClient,
    FlatIndexEntries, RegistryClient, RegistryClientBuilder,
};
use uv_configuration::{KeyringProviderType, ProxyUrl, TrustedHost};
use uv_distribution_types::{Index, IndexLocations, IndexUrl};
use uv_resolver::InMemoryIndex;

use crate::agent::{self, Agent};
use crate::builds::Builder;
use crate::deny_build::DenyBuild;
use crate::input::Sources;
use crate::provider::Unverified;
use crate::releases::read::Answers;
use crate::{Builds, EngineError, IndexSettings, IndexStrategy, Releases, ResolveError, Target};

/// The index where none is named.
const PYPI: &str = "https://pypi.org/simple";
/// How long the answers of PyPI hold, by its own word. A server between may have lost that on the way, and everything would
/// be asked for and sent again each time.
const PAGES_KEPT: &str = "max-age=600, public";
const FILES_KEPT: &str = "max-age=365000000, immutable, public";
/// How many questions may be open to indexes at once.
const DOWNLOADS: usize = 50;
/// The longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// How many sessions are remembered before all are forgotten.
const SESSIONS: usize = 8;

pub(crate) struct Desk {
    pub(crate) settings: IndexSettings,
    pub(crate) client: RegistryClient,
    pub(crate) build: DenyBuild,
    /// Who builds source distributions, where that is allowed.
    pub(crate) builder: Option<Rc<Builder>>,
    pub(crate) downloads: Arc<Semaphore>,
    pub(crate) sources: Sources,
    pub(crate) releases: BTreeMap<PackageName, Arc<Releases>>,
    /// What indexes answered about packages, of some.
    pub(crate) pages: RefCell<BTreeMap<PackageName, Rc<Answers>>>,
    links: Option<FlatIndexEntries>,
    sessions: BTreeMap<SessionKey, Session>,
}

/// What the resolver's memory depends on. It holds versions already filtered: by tags and Python, and by whether a
/// yanked one is pinned.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SessionKey {
    pub(crate) target: Target,
    /// Names and versions (as text) that are pinned.
    pub(crate) pinned: BTreeSet<(String, String)>,
}

/// The resolver's memory of one kind of question.
#[derive(Clone, Default)]
pub(crate) struct Session {
    pub(crate) index: InMemoryIndex,
    pub(crate) unverified: std::rc::Rc<Unverified>,
}

impl Desk {
    /// Makes client and cache. Nothing is fetched.
    pub(crate) async fn open(
        settings: IndexSettings,
        builds: Option<&Builds>,
    ) -> Result<Self, EngineError> {
        let cache = Cache::from_path(&settings.cache)
            .init()
            .await
            .map_err(|error| EngineError::Cache {
                path: settings.cache.clone(),
                reason: crate::translate::chain(&error),
            })?;
        let locations = locations(&settings)?;
        let strategy = match settings.strategy {
            IndexStrategy::FirstIndex => uv_configuration::IndexStrategy::FirstIndex,
            IndexStrategy::UnsafeFirstMatch => uv_configuration::IndexStrategy::UnsafeFirstMatch,
            IndexStrategy::UnsafeBestMatch => uv_configuration::IndexStrategy::UnsafeBestMatch,
        };
        let client = RegistryClientBuilder::new(base(&settings)?, cache.clone())
            .index_locations(locations.clone())
            .index_strategy(strategy)
            .build()
            .map_err(|error| EngineError::Start {
                reason: crate::translate::chain(&error),
            })?;
        Ok(Self {
            builder: match builds {
                Some(builds) => Some(Rc::new(Builder::new(builds, &cache)?)),
                None => None,
            },
            settings,
            client,
            build: DenyBuild::new(cache, locations),
            downloads: Arc::new(Semaphore::new(DOWNLOADS)),
            sources: Sources::default(),
            releases: BTreeMap::new(),
            pages: RefCell::default(),
            links: None,
            sessions: BTreeMap::new(),
        })
    }

    /// The memory for a kind of question.
    pub(crate) fn session(&mut self, key: &SessionKey) -> Session {
        if !self.sessions.contains_key(key) && self.sessions.len() >= SESSIONS {
            self.sessions.clear();
        }
        self.sessions.entry(key.clone()).or_default().clone()
    }

    /// Forgets a session. After an error its memory may hold entries that are promised and never come, and the next
    /// question would wait for them for ever.
    pub(crate) fn forget_session(&mut self, key: &SessionKey) {
        self.sessions.remove(key);
    }

    /// Forgets all sessions.
    pub(crate) fn forget(&mut self) {
        self.sessions.clear();
    }

    /// What the folders and pages of links list, read once.
    pub(crate) async fn links(&mut self) -> Result<FlatIndexEntries, ResolveError> {
        if let Some(links) = &self.links {
            return Ok(links.clone());
        }
        let client = FlatIndexClient::new(
            self.client.cached_client(),
            self.client.connectivity(),
            &self.build.cache,
        );
        let places = self.build.locations.flat_indexes().map(Index::url);
        let links = client
            .fetch_all(places)
            .await
            .map_err(|error| ResolveError::Index {
                reason: crate::translate::chain(&error),
            })?;
        self.links = Some(links.clone());
        Ok(links)
    }
}

fn setting(what: &'static str, given: &str, reason: impl Into<String>) -> EngineError {
    EngineError::Setting {
        what,
        given: without_credentials(given).into_owned(),
        reason: reason.into(),
    }
}

/// The places packages come from.
fn locations(settings: &IndexSettings) -> Result<IndexLocations, EngineError> {
    let url = |what: &'static str, given: &str| {
        IndexUrl::parse(given, None)
            .map_err(|error| setting(what, given, crate::translate::chain(&error)))
    };
    // The resolver asks those that are not the default first, in this order.
    let mut indexes = Vec::new();
    for extra in &settings.extra {
        indexes.push(Index::from_extra_index_url(url("the extra index", extra)?));
    }
    let index = settings.index.as_deref().unwrap_or(PYPI);
    indexes.push(Index::from_index_url(url("the index", index)?));
    for index in &mut indexes {
        if matches!(index.url, IndexUrl::Pypi(_)) {
            let kept = serde_json::json!({"api": PAGES_KEPT, "files": FILES_KEPT});
            index.cache_control = serde_json::from_value(kept).ok();
        }
    }
    let mut links = Vec::new();
    for place in &settings.find_links {
        links.push(Index::from_find_links(url("the place of links", place)?));
    }
    Ok(IndexLocations::new(indexes, links, settings.no_index))
}

/// The HTTP client.
pub(crate) fn base(settings: &IndexSettings) -> Result<BaseClientBuilder<'static>, EngineError> {
    let mut base = BaseClientBuilder::default()
        .connectivity(if settings.offline {
            Connectivity::Offline
        } else {
            Connectivity::Online
        })
        .extra_middleware(ExtraMiddleware(vec![Arc::new(Agent)]))
        .retries(settings.retries)
        .read_timeout(settings.timeout)
        .connect_timeout(settings.timeout.min(CONNECT))
        .with_system_certs(settings.system_certificates);
    if settings.keyring {
        base = base.keyring(KeyringProviderType::Subprocess);
    }
    let mut hosts = Vec::new();
    for host in &settings.insecure_hosts {
        let read = TrustedHost::from_str(host);
        hosts.push(read.map_err(|error| setting("the insecure host", host, error.to_string()))?);
    }
    base = base.allow_insecure_host(hosts);
    if let Some(proxy) = &settings.proxy {
        let read = ProxyUrl::from_str(proxy)
            .map_err(|_| setting("the proxy", proxy, "it is no address of a proxy"))?;
        base = base.http_proxy(Some(read.clone())).https_proxy(Some(read));
    }
    if let Some(file) = &settings.client_certificate {
        return Ok(base.custom_client(with_identity(settings, file)?));
    }
    if let Some(file) = &settings.certificates {
        let certificates = Certificates::from_file(file).map_err(|error| {
            setting(
                "the certificate file",
                &file.to_string_lossy(),
                crate::translate::chain(&error),
            )
        })?;
        base = base.custom_certificates(certificates);
    }
    Ok(base)
}

/// A client that can say who it is. uv's own reads the certificate's place from the environment and nowhere else.
fn with_identity(settings: &IndexSettings, file: &Path) -> Result<reqwest::Client, EngineError> {
    let told = |what: &'static str, file: &Path, reason: String| {
        setting(what, &file.to_string_lossy(), reason)
    };
    if !settings.insecure_hosts.is_empty() {
        let reason =
            "it is shown only to hosts whose certificate is checked: name no insecure host";
        return Err(told("the client certificate", file, reason.to_owned()));
    }
    let read = |what: &'static str, file: &Path| {
        #[expect(
            clippy::disallowed_methods,
            reason = "a certificate of the user's own settings, no part of what is scanned"
        )]
        std::fs::read(file).map_err(|error| told(what, file, error.to_string()))
    };
    let identity =
        reqwest::Identity::from_pem(&read("the client certificate", file)?).map_err(|error| {
            told(
                "the client certificate",
                file,
                crate::translate::chain(&error),
            )
        })?;
    let mut client = reqwest::Client::builder()
        .user_agent(agent::NAME)
        .read_timeout(settings.timeout)
        .connect_timeout(settings.timeout.min(CONNECT))
        // Redirects are followed further up, where credentials are taken off.
        .redirect(reqwest::redirect::Policy::none())
        .identity(identity);
    if let Some(file) = &settings.certificates {
        let bundle = reqwest::Certificate::from_pem_bundle(&read("the certificate file", file)?)
            .map_err(|error| {
                told(
                    "the certificate file",
                    file,
                    crate::translate::chain(&error),
                )
            })?;
        client = client.tls_certs_only(bundle);
    }
    if let Some(proxy) = &settings.proxy {
        let proxy = reqwest::Proxy::all(&**proxy)
            .map_err(|_| setting("the proxy", proxy, "it is no address of a proxy"))?;
        client = client.proxy(proxy);
    }
    client.build().map_err(|error| EngineError::Start {
        reason: crate::translate::chain(&error),
    })
}

/// Unread memory of what could not be verified.
pub(crate) fn is_unverified(unverified: &Unverified, name: &str, version: &str) -> bool {
    RefCell::borrow(unverified).contains(&(name.to_owned(), version.to_owned()))
}
