//! Gets the wheels of a plan and verifies them.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures::StreamExt as _;
use pyward_model::{PackageName, Version};
use uv_cache::Cache;
use uv_distribution::{DistributionDatabase, Reporter};
use uv_distribution_filename::{DistFilename, WheelFilename};
use uv_distribution_types::{
    BuildableSource, BuiltDist, CachedDist, Dist, HashGeneration, HashPolicy, Hashed as _,
    RegistryBuiltDist, RegistryBuiltWheel,
};
use uv_platform_tags::{TagCompatibility, Tags};
use uv_pypi_types::{HashAlgorithm, HashDigest};

use super::SyncEvent;
use crate::desk::Desk;
use crate::environment::Environment as Place;
use crate::releases::read::Listed;
use crate::{ApplyError, Engine, Environment, Pin, ResolveError, translate};

/// How many wheels are got at once.
pub(super) const AT_ONCE: usize = 16;
/// The folder in the cache for notes about what was verified.
const NOTES: &str = "pyward-verified-v1";
/// How often it is asked whether to stop.
const PULSE: Duration = Duration::from_millis(50);

/// A wheel, unpacked in the cache.
#[derive(Clone, Debug)]
pub(crate) struct Unpacked {
    pub(crate) name: PackageName,
    pub(crate) version: Version,
    /// The wheel's file name.
    pub(crate) filename: String,
    pub(crate) folder: PathBuf,
    /// Where it is noted in which state its files were when they were last read.
    pub(crate) note: PathBuf,
}

/// Gets the wheels, all or none. Progress is told on the caller's thread.
pub(super) fn fetch(
    engine: &Engine,
    environment: &Environment,
    pins: Vec<Pin>,
    unhashed: bool,
    progress: &mut dyn FnMut(SyncEvent),
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<Unpacked>, ApplyError> {
    let target = environment.target();
    let place = Place::of(&target).map_err(|reason| ApplyError::Failed {
        path: environment.root.clone(),
        reason,
        restored: true,
    })?;
    let tags = place.tags.ok_or_else(|| ApplyError::Failed {
        path: environment.root.clone(),
        reason: "its platform is unknown".to_owned(),
        restored: true,
    })?;
    let stop = Arc::new(AtomicBool::new(false));
    let (tell, told) = channel();
    let job = {
        let stop = Arc::clone(&stop);
        let root = environment.root.clone();
        move |desk: &mut Desk, runtime: &tokio::runtime::Runtime| {
            runtime
                .block_on(desk.fetch(&pins, &tags, unhashed, &tell, &stop))
                .unwrap_or(Err(ApplyError::Cancelled { path: root }))
        }
    };
    let answer = thread::scope(|scope| {
        let asked = scope.spawn(move || engine.ask(move |runtime, desk| Ok(job(desk, runtime))));
        loop {
            match told.recv_timeout(PULSE) {
                Ok(event) => progress(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if cancelled() {
                stop.store(true, Ordering::Relaxed);
            }
        }
        asked.join()
    });
    let failed = |reason: String| ApplyError::Failed {
        path: environment.root.clone(),
        reason,
        restored: true,
    };
    match answer {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Err(failed(error.to_string())),
        Err(_) => Err(failed("the download stopped in the middle".to_owned())),
    }
}

impl Desk {
    /// `None` where it was stopped.
    async fn fetch(
        &mut self,
        pins: &[Pin],
        tags: &Tags,
        unhashed: bool,
        tell: &Sender<SyncEvent>,
        stop: &AtomicBool,
    ) -> Option<Result<Vec<Unpacked>, ApplyError>> {
        let links = match self.links().await {
            Ok(links) => links,
            Err(error) => {
                let pin = pins.first()?;
                return Some(Err(fetch_error(pin, error.to_string())));
            }
        };
        let desk = &*self;
        let bytes = Arc::new(Bytes {
            tell: Mutex::new(tell.clone()),
            open: Mutex::new(Vec::new()),
        });
        let database =
            DistributionDatabase::new(&desk.client, &desk.build, Arc::clone(&desk.downloads))
                .with_reporter(bytes);
        let wheels = pins.iter().map(|pin| {
            let links = links.clone();
            let database = &database;
            async move {
                let listing = desk
                    .listing_beside(&pin.name, links)
                    .await
                    .map_err(|error| unlisted(pin, &error))?;
                let chosen = choose(pin, listing.files, tags, unhashed)?;
                get(pin, chosen, tags, database, &desk.build.cache).await
            }
        });
        let mut wheels = futures::stream::iter(wheels).buffer_unordered(AT_ONCE);
        let mut unpacked = Vec::new();
        loop {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            match tokio::time::timeout(PULSE, wheels.next()).await {
                Err(_) => {}
                Ok(None) => break,
                Ok(Some(Err(error))) => return Some(Err(error)),
                Ok(Some(Ok(wheel))) => {
                    unpacked.push(wheel);
                    let _ = tell.send(SyncEvent::Verified {
                        done: unpacked.len(),
                        of: pins.len(),
                    });
                }
            }
        }
        unpacked.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Ok(unpacked))
    }
}

/// A wheel to get, and the hashes of which it must have one.
pub(super) struct Chosen {
    wheel: RegistryBuiltWheel,
    hashes: Vec<HashDigest>,
}

impl Chosen {
    /// The size of the wheel in bytes, where the index states it.
    pub(super) fn size(&self) -> Option<u64> {
        self.wheel.file.size
    }
}

fn fetch_error(pin: &Pin, reason: String) -> ApplyError {
    ApplyError::Fetch {
        package: pin.name.clone(),
        version: pin.version.clone(),
        reason,
    }
}

pub(super) fn unlisted(pin: &Pin, error: &ResolveError) -> ApplyError {
    match error {
        ResolveError::NotFound { .. } => ApplyError::NoWheel {
            package: pin.name.clone(),
            version: pin.version.clone(),
            reason: "no index has the package".to_owned(),
        },
        error => fetch_error(pin, error.to_string()),
    }
}

/// The best wheel for the environment, of those that can have a hash the pin names.
pub(super) fn choose(
    pin: &Pin,
    files: Vec<Listed>,
    tags: &Tags,
    unhashed: bool,
) -> Result<Chosen, ApplyError> {
    let refused = |file: String, reason: &str| ApplyError::Hash {
        package: pin.name.clone(),
        file,
        reason: reason.to_owned(),
    };
    let pinned: Vec<HashDigest> = pin
        .hashes
        .iter()
        .filter_map(|hash| {
            HashDigest::from_str(&format!("{}:{}", hash.algorithm, hash.digits)).ok()
        })
        .filter(strong)
        .collect();
    if pinned.is_empty() && !pin.hashes.is_empty() {
        let reason = "none of its hashes is of a kind that could be verified";
        return Err(refused(format!("{}=={}", pin.name, pin.version), reason));
    }
    let (mut any, mut fitting) = (false, None);
    let mut other = None;
    let mut best: Option<(TagCompatibility, WheelFilename, Listed)> = None;
    for listed in files {
        if translate::model_version(listed.filename.version()) != pin.version {
            continue;
        }
        any = true;
        let DistFilename::WheelFilename(filename) = listed.filename.clone() else {
            continue;
        };
        let fit = filename.compatibility(tags);
        if !fit.is_compatible() {
            fitting = fitting.or(Some(false));
            continue;
        }
        fitting = Some(true);
        let stated: Vec<HashDigest> = listed
            .file
            .hashes
            .iter()
            .filter(|hash| strong(hash))
            .cloned()
            .collect();
        let knows = |hash: &HashDigest| pinned.contains(hash);
        if !pinned.is_empty() && !stated.is_empty() && !stated.iter().any(knows) {
            other = Some(filename.to_string());
            continue;
        }
        let better = best.as_ref().is_none_or(|(rank, there, _)| {
            (&fit, filename.build_tag()) > (rank, there.build_tag())
        });
        if better {
            best = Some((fit, filename, listed));
        }
    }
    let none = |reason: &str| ApplyError::NoWheel {
        package: pin.name.clone(),
        version: pin.version.clone(),
        reason: reason.to_owned(),
    };
    let Some((_, filename, listed)) = best else {
        return Err(match (other, any, fitting) {
            (Some(file), ..) => refused(file, "the index states other hashes than the plan"),
            (None, false, _) => none("no index has this version any more"),
            (None, true, None) => none("there is only source, which would have to be built"),
            (None, true, Some(_)) => none("its wheels are for other platforms or Pythons"),
        });
    };
    let is_local = listed
        .file
        .url
        .to_url()
        .is_ok_and(|url| url.scheme() == "file");
    let hashes = if pinned.is_empty() {
        listed
            .file
            .hashes
            .iter()
            .filter(|hash| strong(hash))
            .cloned()
            .collect()
    } else {
        pinned
    };
    if hashes.is_empty() && !is_local && !unhashed {
        let reason = "neither the plan nor the index states a hash of it";
        return Err(refused(filename.to_string(), reason));
    }
    Ok(Chosen {
        hashes,
        wheel: RegistryBuiltWheel {
            filename,
            file: Box::new(listed.file),
            index: listed.index,
            size_is_authoritative: false,
        },
    })
}

/// MD5 proves nothing.
fn strong(hash: &HashDigest) -> bool {
    hash.algorithm() != HashAlgorithm::Md5
}

pub(super) async fn get(
    pin: &Pin,
    chosen: Chosen,
    tags: &Tags,
    database: &DistributionDatabase<'_, crate::deny_build::DenyBuild>,
    cache: &Cache,
) -> Result<Unpacked, ApplyError> {
    let filename = chosen.wheel.filename.to_string();
    let dist = Dist::Built(BuiltDist::Registry(RegistryBuiltDist {
        wheels: vec![chosen.wheel],
        best_wheel_index: 0,
        sdist: None,
    }));
    let policy = if chosen.hashes.is_empty() {
        HashPolicy::Generate(HashGeneration::All)
    } else {
        HashPolicy::Any(&chosen.hashes)
    };
    let wheel = database
        .get_or_build_wheel(&dist, tags, policy)
        .await
        .map_err(|error| fetch_error(pin, translate::chain(&error)))?;
    if policy.requires_validation() && !wheel.satisfies(policy) {
        let list = |hashes: &[HashDigest]| {
            let texts = hashes.iter().map(ToString::to_string);
            texts.take(5).collect::<Vec<_>>().join(", ")
        };
        return Err(ApplyError::Hash {
            package: pin.name.clone(),
            file: filename,
            reason: format!(
                "its hash is {}, the plan has {}",
                list(wheel.hashes()),
                list(&chosen.hashes)
            ),
        });
    }
    let cached = CachedDist::from(wheel);
    let own = cached.path().file_name().unwrap_or_default();
    let note = cache.root().join(NOTES).join(own);
    Ok(Unpacked {
        name: pin.name.clone(),
        version: pin.version.clone(),
        filename,
        folder: cached.path().to_owned(),
        note,
    })
}

/// Counts the bytes that come.
struct Bytes {
    tell: Mutex<Sender<SyncEvent>>,
    /// By number: the package, its size, and how much of it is there.
    open: Mutex<Vec<(PackageName, Option<u64>, u64)>>,
}

impl Reporter for Bytes {
    fn on_build_start(&self, _source: &BuildableSource) -> usize {
        0
    }

    fn on_build_complete(&self, _source: &BuildableSource, _id: usize) {}

    fn on_checkout_start(&self, _url: &uv_redacted::DisplaySafeUrl, _rev: &str) -> usize {
        0
    }

    fn on_checkout_complete(&self, _url: &uv_redacted::DisplaySafeUrl, _rev: &str, _id: usize) {}

    fn on_download_start(&self, name: &uv_normalize::PackageName, size: Option<u64>) -> usize {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.push((translate::model_name(name), size, 0));
        open.len() - 1
    }

    fn on_download_progress(&self, id: usize, inc: u64) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((package, size, received)) = open.get_mut(id) {
            *received += inc;
            let event = SyncEvent::Download {
                package: package.clone(),
                received: *received,
                size: *size,
            };
            let tell = self.tell.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = tell.send(event);
        }
    }

    fn on_download_complete(&self, _name: &uv_normalize::PackageName, _id: usize) {}
}
