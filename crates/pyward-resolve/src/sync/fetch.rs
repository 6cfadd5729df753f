//! Gets the wheels of a plan and verifies them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures::StreamExt as _;
use pyward_model::{PackageName, Version};
use uv_cache::{ARCHIVE_VERSION, Cache, CacheBucket, WheelCache};
use uv_distribution::{DistributionDatabase, HttpArchivePointer, Reporter};
use uv_distribution_types::{
    BuildableSource, BuiltDist, CachedDist, Dist, HashGeneration, HashPolicy, Hashed as _,
};
use uv_platform_tags::Tags;
use uv_pypi_types::HashDigest;
use uv_types::BuildContext;

use super::SyncEvent;
use super::choose::{Choice, Chosen, choose, unlisted};
use super::error::fetch_error;
use crate::builds::Tools;
use crate::desk::Desk;
use crate::environment::Environment as Place;
use crate::{ApplyError, Engine, Environment, Pin, translate};

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
    /// Whether it was built here of a source distribution.
    pub(crate) is_built: bool,
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
        let workshop = desk.workshop(&links);
        let dispatch = workshop.as_ref().map(|workshop| workshop.dispatch(desk));
        let tools = workshop.as_ref().zip(dispatch.as_ref());
        let tools = tools.map(|(workshop, dispatch)| workshop.tools(desk, dispatch));
        let choice = Choice {
            tags,
            unhashed,
            source: tools.is_some(),
        };
        let wheels = pins.iter().map(|pin| {
            let links = links.clone();
            let (database, tools) = (&database, tools.as_ref());
            async move {
                let listing = desk
                    .listing_of(&pin.name, &pin.version, links)
                    .await
                    .map_err(|error| unlisted(pin, &error))?;
                let chosen = choose(pin, listing.files, choice)?;
                match tools.filter(|_| chosen.is_source) {
                    Some(tools) => desk.built(pin, chosen, tags, tools).await,
                    None => get(pin, chosen, tags, database, &desk.build.cache).await,
                }
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

impl Desk {
    /// A wheel that is built, in the time that a build may take.
    async fn built(
        &self,
        pin: &Pin,
        chosen: Chosen,
        tags: &Tags,
        tools: &Tools<'_>,
    ) -> Result<Unpacked, ApplyError> {
        let filename = chosen.filename.clone();
        let build = get(pin, chosen, tags, &tools.database, &self.build.cache);
        tools.within(build).await.unwrap_or_else(|seconds| {
            Err(ApplyError::Build {
                package: pin.name.clone(),
                file: filename,
                reason: format!("it took longer than {seconds} seconds"),
            })
        })
    }
}

/// Gets a file, verifies it, and unpacks it; of a source distribution, the wheel that is built of it.
pub(super) async fn get<B: BuildContext>(
    pin: &Pin,
    chosen: Chosen,
    tags: &Tags,
    database: &DistributionDatabase<'_, B>,
    cache: &Cache,
) -> Result<Unpacked, ApplyError> {
    let policy = if chosen.hashes.is_empty() {
        HashPolicy::Generate(HashGeneration::All)
    } else {
        HashPolicy::Any(&chosen.hashes)
    };
    let failed = |reason: String| {
        if !chosen.is_source {
            return fetch_error(pin, reason);
        }
        ApplyError::Build {
            package: pin.name.clone(),
            file: chosen.filename.clone(),
            reason,
        }
    };
    if let Some((filename, folder)) = kept(&chosen, policy, cache) {
        return Ok(unpacked(pin, &chosen, filename, folder, cache));
    }
    let wheel = database
        .get_or_build_wheel(&chosen.dist, tags, policy)
        .await
        .map_err(|error| failed(translate::chain(&error)))?;
    if policy.requires_validation() && !wheel.satisfies(policy) {
        let list = |hashes: &[HashDigest]| {
            let texts = hashes.iter().map(ToString::to_string);
            texts.take(5).collect::<Vec<_>>().join(", ")
        };
        return Err(ApplyError::Hash {
            package: pin.name.clone(),
            file: chosen.filename,
            reason: format!(
                "its hash is {}, the plan has {}",
                list(wheel.hashes()),
                list(&chosen.hashes)
            ),
        });
    }
    let cached = CachedDist::from(wheel);
    let filename = cached.filename().to_string();
    Ok(unpacked(
        pin,
        &chosen,
        filename,
        cached.path().to_owned(),
        cache,
    ))
}

fn unpacked(
    pin: &Pin,
    chosen: &Chosen,
    filename: String,
    folder: PathBuf,
    cache: &Cache,
) -> Unpacked {
    let own = folder.file_name().unwrap_or_default();
    Unpacked {
        name: pin.name.clone(),
        version: pin.version.clone(),
        filename,
        is_built: chosen.is_source,
        note: cache.root().join(NOTES).join(own),
        folder,
    }
}

/// The file name of a wheel and the folder it is unpacked in, where the cache has one of the hashes that are asked for:
/// no server need be asked whether it still is the same.
fn kept(chosen: &Chosen, policy: HashPolicy<'_>, cache: &Cache) -> Option<(String, PathBuf)> {
    let Dist::Built(BuiltDist::Registry(dist)) = &chosen.dist else {
        return None;
    };
    let wheel = dist.best_wheel();
    let folder = WheelCache::Index(&wheel.index).wheel_dir(wheel.filename.name.as_ref());
    let name = format!("{}.http", wheel.filename.cache_key());
    let pointer = cache.entry(CacheBucket::Wheels, folder, name);
    let archive = HttpArchivePointer::read_from(pointer.path())
        .ok()??
        .into_archive();
    let folder = cache.archive(&archive.id);
    let is_there = policy.requires_validation()
        && archive.satisfies(policy)
        && archive.version == ARCHIVE_VERSION
        && archive.filename == wheel.filename
        && folder.is_dir();
    is_there.then(|| (archive.filename.to_string(), folder))
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
