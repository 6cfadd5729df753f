//! The engine: one thread that does the work, and a plain interface to it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once, mpsc};
use std::thread::{self, JoinHandle};

use pyward_model::{PackageName, Version};
use tokio::runtime::{Builder, Runtime};

use crate::desk::Desk;
use crate::{
    Builds, EngineError, IndexSettings, ReleaseMetadata, Releases, Relock, RelockError, Relocked,
    Request, Resolution, ResolveError,
};

/// The resolver's futures are deep: they overflow the main thread of some systems.
const STACK: usize = 8 * 1024 * 1024;

type Job = Box<dyn FnOnce(&Runtime, &mut Desk) + Send>;

/// Something that answers questions about package indexes. What it has read it remembers until it is dropped.
#[derive(Debug)]
pub struct Engine {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts an engine. Nothing is fetched yet.
    pub fn start(settings: IndexSettings) -> Result<Self, EngineError> {
        Self::start_with(settings, None)
    }

    /// Starts an engine that may build source distributions of indexes. The Python for it is asked what it is.
    pub fn start_with(
        settings: IndexSettings,
        builds: Option<Builds>,
    ) -> Result<Self, EngineError> {
        // uv's crates ask for their set of previews, and end the process where none was chosen.
        static PREVIEWS: Once = Once::new();
        PREVIEWS.call_once(|| {
            // Fails only where it was done before, which is as good.
            let _ = uv_preview::set(uv_preview::Preview::default());
            let _ = uv_preview::finalize();
        });
        let start = |reason: String| EngineError::Start { reason };
        let (jobs, inbox) = mpsc::channel::<Job>();
        let (told, opened) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("pyward-resolve".to_owned())
            .stack_size(STACK)
            .spawn(move || run(settings, builds.as_ref(), &inbox, &told))
            .map_err(|error| start(error.to_string()))?;
        opened
            .recv()
            .map_err(|_| start("its thread ended".to_owned()))??;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// The versions that satisfy a request. Asked again for the same target, it answers from memory what it can.
    pub fn resolve(&self, request: &Request) -> Result<Resolution, ResolveError> {
        let request = request.clone();
        self.ask(move |runtime, desk| runtime.block_on(desk.resolve(&request)))
    }

    /// All releases of a package.
    pub fn releases(&self, name: &PackageName) -> Result<Arc<Releases>, ResolveError> {
        let name = name.clone();
        self.ask(move |runtime, desk| runtime.block_on(desk.releases(&name)))
    }

    /// The releases of several packages, asked for at once, each from a version on; all of them where none is stated. The
    /// answers come in the order of the names.
    pub fn releases_from(
        &self,
        asked: &[(PackageName, Option<Version>)],
    ) -> Vec<Result<Arc<Releases>, ResolveError>> {
        let wanted = asked.to_vec();
        let answers =
            self.ask(move |runtime, desk| Ok(runtime.block_on(desk.releases_from(&wanted))));
        answers.unwrap_or_else(|error| asked.iter().map(|_| Err(error.clone())).collect())
    }

    /// Reads the releases of several packages at once, for [`Self::releases`] and [`Self::metadata`] to answer from memory.
    /// What cannot be read is told there.
    pub(crate) fn ahead(&self, names: &[PackageName]) {
        let names = names.to_vec();
        // Where the engine has ended, the next question tells it.
        let _ = self.ask(move |runtime, desk| {
            runtime.block_on(desk.ahead(names));
            Ok(())
        });
    }

    /// What a release asks for; `None` where it has no wheel, since only a build would tell.
    pub fn metadata(
        &self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Option<ReleaseMetadata>, ResolveError> {
        let (name, version) = (name.clone(), version.clone());
        self.ask(move |runtime, desk| runtime.block_on(desk.metadata(&name, &version)))
    }

    /// A `uv.lock`, written anew. Nothing is changed on the disk.
    pub fn relock(&self, wish: &Relock) -> Result<Relocked, RelockError> {
        let wish = wish.clone();
        self.ask(move |runtime, desk| Ok(runtime.block_on(desk.relock(&wish))))?
    }

    pub(crate) fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Runtime, &mut Desk) -> Result<T, ResolveError> + Send + 'static,
    ) -> Result<T, ResolveError> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |runtime, desk| {
            // Nobody may be waiting any more.
            let _ = answer.send(job(runtime, desk));
        });
        let gone = || ResolveError::Failed {
            reason: "it stopped in the middle of a question".to_owned(),
        };
        self.jobs
            .as_ref()
            .and_then(|jobs| jobs.send(job).ok())
            .ok_or_else(gone)?;
        answered.recv().map_err(|_| gone())?
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The thread: opens the desk, then works off what comes.
fn run(
    settings: IndexSettings,
    builds: Option<&Builds>,
    inbox: &mpsc::Receiver<Job>,
    told: &mpsc::SyncSender<Result<(), EngineError>>,
) {
    let opened = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| EngineError::Start {
            reason: error.to_string(),
        })
        .and_then(|runtime| {
            let desk = runtime.block_on(Desk::open(settings, builds))?;
            Ok((runtime, desk))
        });
    let (runtime, mut desk) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let _ = told.send(Err(error));
            return;
        }
    };
    let _ = told.send(Ok(()));
    for job in inbox {
        // A job that panics drops its answer, which is told; what it left half read is forgotten.
        if catch_unwind(AssertUnwindSafe(|| job(&runtime, &mut desk))).is_err() {
            desk.forget();
        }
    }
    drop(desk);
    runtime.shutdown_background();
}
