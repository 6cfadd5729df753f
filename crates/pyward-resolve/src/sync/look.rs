//! Wheels to look into, without an environment to install them in.

use std::path::PathBuf;
use std::sync::Arc;

use futures::StreamExt as _;
use uv_distribution::DistributionDatabase;

use super::choose::{Choice, choose, unlisted};
use super::fetch::{AT_ONCE, get};
use crate::desk::Desk;
use crate::environment::Environment as Place;
use crate::{ApplyError, Engine, Pin, ResolveError, Target};

/// The largest wheel that is got only to be looked into, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

impl Engine {
    /// Gets a wheel of each pin that fits a target, verified and unpacked; the folder it is in, or why there is none, in
    /// words. The folders are the cache's: nothing may be changed in them.
    pub fn look_into(
        &self,
        pins: &[Pin],
        target: &Target,
    ) -> Result<Vec<Result<PathBuf, String>>, ResolveError> {
        let (pins, target) = (pins.to_vec(), target.clone());
        self.ask(move |runtime, desk| {
            let place = Place::of(&target).map_err(|reason| ResolveError::Failed { reason })?;
            runtime.block_on(desk.look_into(&pins, &place))
        })
    }
}

impl Desk {
    async fn look_into(
        &mut self,
        pins: &[Pin],
        place: &Place,
    ) -> Result<Vec<Result<PathBuf, String>>, ResolveError> {
        let links = self.links().await?;
        let desk = &*self;
        let database =
            DistributionDatabase::new(&desk.client, &desk.build, Arc::clone(&desk.downloads));
        let wheels = pins.iter().map(|pin| {
            let (links, database) = (links.clone(), &database);
            async move {
                let failed = |error: ApplyError| error.to_string();
                let tags = place.tags.as_ref().ok_or("its platform is unknown")?;
                let listing = desk
                    .listing_of(&pin.name, &pin.version, links)
                    .await
                    .map_err(|error| failed(unlisted(pin, &error)))?;
                let choice = Choice {
                    tags,
                    unhashed: true,
                    source: false,
                };
                let chosen = choose(pin, listing.files, choice).map_err(failed)?;
                if let Some(size) = chosen.size.filter(|size| *size > LARGEST) {
                    return Err(format!("its wheel is {} MB", size / 1024 / 1024));
                }
                let wheel = get(pin, chosen, tags, database, &desk.build.cache)
                    .await
                    .map_err(failed)?;
                Ok(wheel.folder)
            }
        });
        Ok(futures::stream::iter(wheels)
            .buffered(AT_ONCE)
            .collect()
            .await)
    }
}
