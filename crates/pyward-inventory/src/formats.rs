//! The registry of formats. A new format is a file in `formats/` and a line here. What any of them reads leaves without
//! the credentials of the URLs in it.

pub(crate) mod core_metadata;
mod cyclonedx;
pub(crate) mod dist_info;
mod pdm_lock;
mod pep723;
mod pipfile;
mod pipfile_lock;
mod poetry_lock;
mod pylock;
mod pyproject;
mod redacted;
pub(crate) mod requirements_txt;
mod uv_lock;

use self::redacted::Redacted;
use crate::Format;

/// Every format, in the order in which they are asked.
pub static FORMATS: &[&dyn Format] = &[
    &Redacted(uv_lock::UvLock),
    &Redacted(poetry_lock::PoetryLock),
    &Redacted(pdm_lock::PdmLock),
    &Redacted(pylock::Pylock),
    &Redacted(dist_info::DistInfo),
    &Redacted(cyclonedx::CycloneDx),
    &Redacted(pipfile_lock::PipfileLock),
    &Redacted(pipfile::Pipfile),
    &Redacted(pep723::Pep723),
    &Redacted(requirements_txt::RequirementsTxt),
    &Redacted(pyproject::Pyproject),
];
