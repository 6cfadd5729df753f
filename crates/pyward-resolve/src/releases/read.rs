//! Reads what an index has.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use pyward_model::{Date, PackageName, Version};
use rkyv::de::Pool;
use rkyv::rancor::{Error as Failure, Strategy};
use rkyv::{Archive, Deserialize};
use uv_client::{ErrorKind, FlatIndexEntries, FlatIndexEntry, MetadataFormat, VersionFiles};
use uv_distribution_filename::DistFilename;
use uv_distribution_types::{
    BuiltDist, File, FileLocation, IndexUrl, RegistryBuiltDist, RegistryBuiltWheel,
};
use uv_pypi_types::{ArchivedProjectStatus, ArchivedStatus, Yanked};

use super::{Release, ReleaseFile, ReleaseMetadata, Releases, Status};
use crate::desk::Desk;
use crate::solve::client_error;
use crate::{ResolveError, translate};

/// How many packages are asked for at once.
const AT_ONCE: usize = 50;

/// Of how many packages what indexes answered is kept.
const PAGES: usize = 64;

/// A file as the client has it.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) filename: DistFilename,
    pub(crate) file: File,
    pub(crate) index: IndexUrl,
}

/// Which releases of a package are read of what an index lists. Of some there are thousands of files.
enum Which {
    All,
    From(uv_pep440::Version),
    Only(uv_pep440::Version),
}

impl Which {
    /// Of a version. What is no version of the standard may be listed as anything.
    fn only(version: &Version) -> Self {
        translate::version(version).map_or(Self::All, Self::Only)
    }

    fn has(&self, version: impl FnOnce() -> uv_pep440::Version) -> bool {
        match self {
            Self::All => true,
            Self::From(from) => version() >= *from,
            Self::Only(only) => version() == *only,
        }
    }
}

/// What the indexes list.
#[derive(Default)]
pub(crate) struct Listing {
    status: Status,
    reason: Option<Box<str>>,
    pub(crate) files: Vec<Listed>,
}

impl Desk {
    /// All releases of a package, read once.
    pub(crate) async fn releases(
        &mut self,
        name: &PackageName,
    ) -> Result<Arc<Releases>, ResolveError> {
        if let Some(releases) = self.releases.get(name) {
            return Ok(Arc::clone(releases));
        }
        let links = self.links().await?;
        let answers = self.kept_answers(name, links).await?;
        let releases = Arc::new(sorted(name, answers.listing(&Which::All)));
        self.releases.insert(name.clone(), Arc::clone(&releases));
        Ok(releases)
    }

    /// Reads the releases of several packages at once, so that whoever asks for one of them after another does not wait
    /// for each. What cannot be read is told when it is asked for.
    pub(crate) async fn ahead(&mut self, names: impl IntoIterator<Item = PackageName>) {
        let names = names.into_iter();
        let open = names.filter(|name| !self.releases.contains_key(name));
        let open: Vec<_> = open.map(|name| (name, None)).collect();
        if open.len() > 1 {
            self.releases_from(&open).await;
        }
    }

    /// The releases of several packages, asked for at once, each from a version on.
    pub(crate) async fn releases_from(
        &mut self,
        asked: &[(PackageName, Option<Version>)],
    ) -> Vec<Result<Arc<Releases>, ResolveError>> {
        let links = match self.links().await {
            Ok(links) => links,
            Err(error) => return asked.iter().map(|_| Err(error.clone())).collect(),
        };
        let mut answers = Vec::with_capacity(asked.len());
        for part in asked.chunks(AT_ONCE) {
            let desk = &*self;
            let found = part.iter().map(|(name, from)| {
                let links = links.clone();
                async move {
                    if let Some(releases) = desk.releases.get(name) {
                        return Ok(Arc::clone(releases));
                    }
                    let Some(from) = from.as_ref().and_then(translate::version) else {
                        let answers = desk.kept_answers(name, links).await?;
                        return Ok(Arc::new(sorted(name, answers.listing(&Which::All))));
                    };
                    let answers = desk.answers_beside(name, links).await?;
                    Ok(Arc::new(sorted(name, answers.listing(&Which::From(from)))))
                }
            });
            let found = all(found).await;
            for ((name, from), answer) in part.iter().zip(&found) {
                if let (None, Ok(releases)) = (from, answer) {
                    self.releases.insert(name.clone(), Arc::clone(releases));
                }
            }
            answers.extend(found);
        }
        answers
    }

    /// What a release asks for, from the metadata of one of its wheels.
    pub(crate) async fn metadata(
        &mut self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Option<ReleaseMetadata>, ResolveError> {
        let links = self.links().await?;
        let which = Which::only(version);
        let listing = self.kept_answers(name, links).await?.listing(&which);
        let wheel = listing.files.into_iter().find_map(|listed| {
            let DistFilename::WheelFilename(filename) = listed.filename else {
                return None;
            };
            (translate::model_version(&filename.version) == *version).then(|| RegistryBuiltWheel {
                filename,
                file: Box::new(listed.file),
                index: listed.index,
                size_is_authoritative: false,
            })
        });
        let Some(wheel) = wheel else {
            return Ok(None);
        };
        let dist = BuiltDist::Registry(RegistryBuiltDist {
            wheels: vec![wheel],
            best_wheel_index: 0,
            sdist: None,
        });
        let metadata = self
            .client
            .wheel_metadata(&dist, &self.build.git, &self.build.capabilities, None)
            .await
            .map_err(|error| client_error(&error))?;
        let mut extras: Vec<Box<str>> = metadata
            .provides_extra
            .iter()
            .map(|extra| extra.as_str().into())
            .collect();
        extras.sort();
        Ok(Some(ReleaseMetadata {
            requires: metadata
                .requires_dist
                .iter()
                .map(|requirement| requirement.to_string().into())
                .collect(),
            requires_python: metadata
                .requires_python
                .map(|python| python.to_string().into()),
            extras,
        }))
    }

    /// What the indexes list of one version, beside the pages of links that were read already.
    pub(crate) async fn listing_of(
        &self,
        name: &PackageName,
        version: &Version,
        links: FlatIndexEntries,
    ) -> Result<Listing, ResolveError> {
        let which = Which::only(version);
        let kept = self.pages.borrow().get(name).map(Rc::clone);
        if let Some(kept) = kept {
            return Ok(kept.listing(&which));
        }
        Ok(self.answers_beside(name, links).await?.listing(&which))
    }

    /// What the indexes answer about a package, kept for whoever asks for another of its versions: not every index lets
    /// its pages be cached.
    async fn kept_answers(
        &self,
        name: &PackageName,
        links: FlatIndexEntries,
    ) -> Result<Rc<Answers>, ResolveError> {
        let kept = self.pages.borrow().get(name).map(Rc::clone);
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let answers = Rc::new(self.answers_beside(name, links).await?);
        let mut pages = self.pages.borrow_mut();
        if pages.len() < PAGES {
            pages.insert(name.clone(), Rc::clone(&answers));
        }
        Ok(answers)
    }

    async fn answers_beside(
        &self,
        name: &PackageName,
        links: FlatIndexEntries,
    ) -> Result<Answers, ResolveError> {
        let missing = || ResolveError::NotFound {
            package: name.clone(),
        };
        let theirs = translate::name(name).ok_or_else(missing)?;
        let (links, _) = links.into_parts();
        let linked = links.into_iter().map(listed);
        let linked: Vec<Listed> = linked
            .filter(|listed| *listed.filename.name() == theirs)
            .collect();
        let answers = self
            .client
            .simple_detail(&theirs, None, &self.build.capabilities, &self.downloads)
            .await;
        let pages = match answers {
            Ok(pages) => pages,
            // What is listed by links alone is enough.
            Err(error)
                if !linked.is_empty()
                    && matches!(
                        error.kind(),
                        ErrorKind::RemotePackageNotFound(_)
                            | ErrorKind::NoIndex(_)
                            | ErrorKind::Offline(_)
                    ) =>
            {
                Vec::new()
            }
            Err(error) => return Err(client_error(&error)),
        };
        Ok(Answers {
            name: theirs,
            linked,
            pages: pages
                .into_iter()
                .map(|(index, page)| (index.clone(), page))
                .collect(),
        })
    }
}

/// What the indexes answered about a package, not taken apart yet.
pub(crate) struct Answers {
    name: uv_normalize::PackageName,
    /// From pages of links.
    linked: Vec<Listed>,
    pages: Vec<(IndexUrl, MetadataFormat)>,
}

impl Answers {
    /// What is listed. What is not asked for is passed over where it lies.
    fn listing(&self, which: &Which) -> Listing {
        let mut listing = Listing {
            files: self.linked.clone(),
            ..Listing::default()
        };
        for (index, page) in &self.pages {
            let page = match page {
                MetadataFormat::Flat(entries) => {
                    listing.files.extend(entries.iter().cloned().map(listed));
                    continue;
                }
                MetadataFormat::Simple(page) => page,
            };
            listing.state(page.project_status());
            for datum in page.iter() {
                if !which.has(|| unpacked(&datum.version)) {
                    continue;
                }
                let files: VersionFiles = unpacked(&datum.files);
                let files = files.all(&self.name);
                listing.files.extend(files.map(|(filename, file)| Listed {
                    filename,
                    file,
                    index: index.clone(),
                }));
            }
        }
        let is_asked = |listed: &Listed| which.has(|| listed.filename.version().clone());
        listing.files.retain(is_asked);
        listing
    }
}

/// A part of an archive of the client's, which was checked as a whole when it was opened.
fn unpacked<T>(archived: &T::Archived) -> T
where
    T: Archive,
    T::Archived: Deserialize<T, Strategy<Pool, Failure>>,
{
    rkyv::deserialize::<T, Failure>(archived).expect("what is archived is read back")
}

/// Waits for several futures together; what they give, in their order.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut open: Vec<Option<Pin<Box<F>>>> = futures.map(|it| Some(Box::pin(it))).collect();
    let mut given: Vec<Option<F::Output>> = open.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        let mut is_done = true;
        for (future, given) in open.iter_mut().zip(&mut given) {
            let Some(running) = future else { continue };
            if let Poll::Ready(value) = running.as_mut().poll(context) {
                *given = Some(value);
                *future = None;
            } else {
                is_done = false;
            }
        }
        if is_done {
            Poll::Ready(given.iter_mut().filter_map(Option::take).collect())
        } else {
            Poll::Pending
        }
    })
    .await
}

impl Listing {
    /// Takes over the state of the project; of several indexes, the worst.
    fn state(&mut self, stated: &ArchivedProjectStatus) {
        let status = match stated.status {
            ArchivedStatus::Active => Status::Active,
            ArchivedStatus::Archived => Status::Archived,
            ArchivedStatus::Deprecated => Status::Deprecated,
            ArchivedStatus::Quarantined => Status::Quarantined,
        };
        if status > self.status {
            self.status = status;
            self.reason = stated.reason.as_ref().map(|reason| (**reason).into());
        }
    }
}

fn listed(entry: FlatIndexEntry) -> Listed {
    let (filename, file, index) = entry.into_parts();
    Listed {
        filename,
        file,
        index,
    }
}

/// A listing by version.
fn sorted(name: &PackageName, listing: Listing) -> Releases {
    let mut versions: BTreeMap<Version, Vec<Listed>> = BTreeMap::new();
    let mut indexes = Indexes::default();
    for listed in listing.files {
        let version = translate::model_version(listed.filename.version());
        versions.entry(version).or_default().push(listed);
    }
    Releases {
        name: name.clone(),
        status: listing.status,
        reason: listing.reason,
        releases: versions
            .into_iter()
            .map(|(version, files)| release(version, files, &mut indexes))
            .collect(),
    }
}

fn release(version: Version, listed: Vec<Listed>, indexes: &mut Indexes) -> Release {
    let reasons: Vec<Option<&str>> = listed
        .iter()
        .map(|listed| match listed.file.yanked.as_deref() {
            Some(Yanked::Reason(reason)) => Some(reason.as_ref()),
            Some(Yanked::Bool(true)) => Some(""),
            Some(Yanked::Bool(false)) | None => None,
        })
        .collect();
    // A release is yanked where all its files are; of several reasons the longest says most.
    let yanked = reasons
        .iter()
        .copied()
        .collect::<Option<Vec<&str>>>()
        .and_then(|reasons| reasons.into_iter().max_by_key(|reason| reason.len()))
        .map(Box::from);
    let requires_python = listed
        .iter()
        .find_map(|listed| listed.file.requires_python.as_ref())
        .map(|python| python.to_string().into());
    let uploaded = listed
        .iter()
        .filter_map(|listed| listed.file.upload_time_utc_ms)
        .min()
        .and_then(day);
    let files = listed.into_iter().map(|listed| file(listed, indexes));
    let mut files: Vec<ReleaseFile> = files.collect();
    files.sort_by(|a, b| (&a.filename, &a.index).cmp(&(&b.filename, &b.index)));
    Release {
        version,
        files,
        yanked,
        requires_python,
        uploaded,
    }
}

fn file(listed: Listed, indexes: &mut Indexes) -> ReleaseFile {
    let Listed { file, index, .. } = listed;
    ReleaseFile {
        filename: file.filename.as_ref().into(),
        url: url_of(&file.url),
        hashes: translate::hashes(&file.hashes),
        size: file.size,
        index: indexes.shown(index),
    }
}

/// The indexes of a package as they are shown, without credentials. There are thousands of files on two or three of them.
#[derive(Default)]
struct Indexes {
    shown: Vec<(IndexUrl, Box<str>)>,
}

impl Indexes {
    fn shown(&mut self, index: IndexUrl) -> Box<str> {
        if let Some((_, shown)) = self.shown.iter().find(|(known, _)| *known == index) {
            return shown.clone();
        }
        let shown: Box<str> = index.without_credentials().to_string().into();
        self.shown.push((index, shown.clone()));
        shown
    }
}

fn url_of(location: &FileLocation) -> Box<str> {
    if let FileLocation::AbsoluteUrl(url) = location
        && is_normal(url.as_ref())
    {
        return url.as_ref().into();
    }
    match location.to_url() {
        Ok(url) => url.without_credentials().to_string().into(),
        Err(_) => pyward_model::without_credentials(&location.to_string()).into(),
    }
}

/// Whether a URL is so plain that to parse it and write it again would change nothing, as nearly all of an index are.
fn is_normal(url: &str) -> bool {
    let Some((host, path)) = url
        .strip_prefix("https://")
        .and_then(|rest| rest.split_once('/'))
    else {
        return false;
    };
    let is_host = |b: u8| b.is_ascii_lowercase() || b == b'.' || b == b'-';
    let is_path =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'+');
    let starts = host.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    // A host that ends in a number is an address; `xn--` is written by whoever wrote the URL.
    starts
        && host.bytes().all(is_host)
        && path.bytes().all(is_path)
        && !path.split('/').any(|part| matches!(part, "." | ".."))
}

/// The day of a time in milliseconds since 1970.
fn day(milliseconds: i64) -> Option<Date> {
    let days = i32::try_from(milliseconds.div_euclid(86_400_000)).ok()?;
    Some(Date::new(1970, 1, 1)?.plus_days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_url_is_what_it_would_be_parsed_and_written() {
        for (url, is_plain) in [
            (
                "https://files.pythonhosted.org/packages/ab/cd/a_b-1.0+x-py3-none-any.whl",
                true,
            ),
            ("https://files.example/", true),
            ("https://files.example/a/./b", false),
            ("https://files.example/a/../b", false),
            ("https://files.example", false),
            ("https://user:secret@files.example/a", false),
            ("https://files.example:8443/a", false),
            ("https://FILES.example/a", false),
            ("https://files.example/a b", false),
            ("https://files.example/a#sha256=00", false),
            ("https://127.0.0.1/a", false),
            ("http://files.example/a", false),
        ] {
            assert_eq!(is_normal(url), is_plain, "{url}");
            if is_plain {
                assert_eq!(url::Url::parse(url).unwrap().as_str(), url);
            }
        }
        let hidden = FileLocation::new("https://user:secret@files.example/a".into(), &"".into());
        assert_eq!(&*url_of(&hidden), "https://files.example/a");
    }

    proptest::proptest! {
        #[test]
        fn no_url_that_passes_for_plain_would_be_written_otherwise(
            url in "https://[a-z0-9.-]{1,8}/[a-zA-Z0-9/._+-]{0,12}",
        ) {
            if is_normal(&url) && let Ok(parsed) = url::Url::parse(&url) {
                proptest::prop_assert_eq!(parsed.as_str(), url.as_str());
            }
        }
    }

    #[test]
    fn times_are_days() {
        assert_eq!(day(0), Date::new(1970, 1, 1));
        assert_eq!(day(1_766_000_000_000), Date::new(2025, 12, 17));
        assert_eq!(day(i64::MAX), None);
    }
}
