//! Which file of a release is installed.

use std::str::FromStr as _;

use uv_distribution_filename::{DistFilename, SourceDistFilename, WheelFilename};
use uv_distribution_types::{
    BuiltDist, Dist, RegistryBuiltDist, RegistryBuiltWheel, RegistrySourceDist, SourceDist,
};
use uv_platform_tags::{TagCompatibility, Tags};
use uv_pypi_types::{HashAlgorithm, HashDigest};

use super::error::fetch_error;
use crate::releases::read::Listed;
use crate::{ApplyError, Pin, ResolveError, translate};

/// A file to get, and the hashes of which it must have one.
pub(super) struct Chosen {
    pub(super) dist: Dist,
    pub(super) filename: String,
    /// Whether it is a source distribution, of which a wheel is to be built.
    pub(super) is_source: bool,
    pub(super) hashes: Vec<HashDigest>,
    /// Its size in bytes, where the index states it.
    pub(super) size: Option<u64>,
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

/// What may be chosen.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    /// What the environment can install.
    pub(super) tags: &'a Tags,
    /// Also what nobody states a hash of.
    pub(super) unhashed: bool,
    /// Also a source distribution, where no wheel fits.
    pub(super) source: bool,
}

/// The best wheel for the environment, of those that can have a hash the pin names; else, where that is allowed, the
/// source distribution.
pub(super) fn choose(
    pin: &Pin,
    files: Vec<Listed>,
    choice: Choice<'_>,
) -> Result<Chosen, ApplyError> {
    let refused = |file: String, reason: &str| ApplyError::Hash {
        package: pin.name.clone(),
        file,
        reason: reason.to_owned(),
    };
    let pinned = pinned(pin);
    if pinned.is_empty() && !pin.hashes.is_empty() {
        let reason = "none of its hashes is of a kind that could be verified";
        return Err(refused(format!("{}=={}", pin.name, pin.version), reason));
    }
    let (mut any, mut has_wheels) = (false, false);
    let mut other = None;
    let mut best: Option<(TagCompatibility, WheelFilename, Listed)> = None;
    let mut source: Option<(SourceDistFilename, Listed)> = None;
    for listed in files {
        if translate::model_version(listed.filename.version()) != pin.version {
            continue;
        }
        any = true;
        let fit = match &listed.filename {
            DistFilename::WheelFilename(filename) => {
                has_wheels = true;
                Some(filename.compatibility(choice.tags))
            }
            DistFilename::SourceDistFilename(_) => None,
        };
        if fit.as_ref().is_some_and(|fit| !fit.is_compatible()) || (fit.is_none() && !choice.source)
        {
            continue;
        }
        if !may_have(&listed, &pinned) {
            other = Some(listed.filename.to_string());
            continue;
        }
        match (listed.filename.clone(), fit) {
            (DistFilename::WheelFilename(filename), Some(fit)) => {
                let better = best.as_ref().is_none_or(|(rank, there, _)| {
                    (&fit, filename.build_tag()) > (rank, there.build_tag())
                });
                if better {
                    best = Some((fit, filename, listed));
                }
            }
            (DistFilename::SourceDistFilename(filename), _) => {
                source = source.or(Some((filename, listed)));
            }
            (DistFilename::WheelFilename(_), None) => {}
        }
    }
    let none = |reason: &str| ApplyError::NoWheel {
        package: pin.name.clone(),
        version: pin.version.clone(),
        reason: reason.to_owned(),
    };
    let chosen = best
        .map(|(_, filename, listed)| wheel(filename, listed, &pinned))
        .or_else(|| source.map(|(filename, listed)| sdist(filename, listed, &pinned)));
    let Some((chosen, is_local)) = chosen else {
        return Err(match other {
            Some(file) => refused(file, "the index states other hashes than the plan"),
            None if !any => none("no index has this version any more"),
            None if has_wheels => none("its wheels are for other platforms or Pythons"),
            None => none("there is only source, which would have to be built"),
        });
    };
    if chosen.hashes.is_empty() && !is_local && !choice.unhashed {
        let reason = "neither the plan nor the index states a hash of it";
        return Err(refused(chosen.filename, reason));
    }
    Ok(chosen)
}

/// The hashes that a pin names and that can be verified.
fn pinned(pin: &Pin) -> Vec<HashDigest> {
    let hashes = pin
        .hashes
        .iter()
        .map(|hash| HashDigest::from_str(&format!("{}:{}", hash.algorithm, hash.digits)));
    hashes.filter_map(Result::ok).filter(strong).collect()
}

/// Whether a file can be one of those that are pinned, as far as the index says.
fn may_have(listed: &Listed, pinned: &[HashDigest]) -> bool {
    let mut stated = listed
        .file
        .hashes
        .iter()
        .filter(|hash| strong(hash))
        .peekable();
    pinned.is_empty() || stated.peek().is_none() || stated.any(|hash| pinned.contains(hash))
}

/// The hashes of which a file must have one, and whether it lies on this machine.
fn hashes_of(listed: &Listed, pinned: &[HashDigest]) -> (Vec<HashDigest>, bool) {
    let is_local = listed
        .file
        .url
        .to_url()
        .is_ok_and(|url| url.scheme() == "file");
    let hashes = if pinned.is_empty() {
        let stated = listed.file.hashes.iter();
        stated.filter(|hash| strong(hash)).cloned().collect()
    } else {
        pinned.to_vec()
    };
    (hashes, is_local)
}

fn wheel(filename: WheelFilename, listed: Listed, pinned: &[HashDigest]) -> (Chosen, bool) {
    let (hashes, is_local) = hashes_of(&listed, pinned);
    let chosen = Chosen {
        filename: filename.to_string(),
        is_source: false,
        hashes,
        size: listed.file.size,
        dist: Dist::Built(BuiltDist::Registry(RegistryBuiltDist {
            wheels: vec![RegistryBuiltWheel {
                filename,
                file: Box::new(listed.file),
                index: listed.index,
                size_is_authoritative: false,
            }],
            best_wheel_index: 0,
            sdist: None,
        })),
    };
    (chosen, is_local)
}

fn sdist(filename: SourceDistFilename, listed: Listed, pinned: &[HashDigest]) -> (Chosen, bool) {
    let (hashes, is_local) = hashes_of(&listed, pinned);
    let chosen = Chosen {
        filename: filename.to_string(),
        is_source: true,
        hashes,
        size: listed.file.size,
        dist: Dist::Source(SourceDist::Registry(RegistrySourceDist {
            name: filename.name,
            version: filename.version,
            ext: filename.extension,
            file: Box::new(listed.file),
            index: listed.index,
            wheels: Vec::new(),
            size_is_authoritative: false,
        })),
    };
    (chosen, is_local)
}

/// MD5 proves nothing.
fn strong(hash: &HashDigest) -> bool {
    hash.algorithm() != HashAlgorithm::Md5
}
