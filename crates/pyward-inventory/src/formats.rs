//! The registry of formats. A new format is a file in `formats/` and a line here.

mod core_metadata;
mod cyclonedx;
mod dist_info;
mod pdm_lock;
mod pipfile;
mod pipfile_lock;
mod poetry_lock;
mod pylock;
mod pyproject;
mod requirements_txt;
mod uv_lock;

use crate::Format;

/// Every format, in the order in which they are asked.
pub static FORMATS: &[&dyn Format] = &[
    &uv_lock::UvLock,
    &poetry_lock::PoetryLock,
    &pdm_lock::PdmLock,
    &pylock::Pylock,
    &dist_info::DistInfo,
    &cyclonedx::CycloneDx,
    &pipfile_lock::PipfileLock,
    &pipfile::Pipfile,
    &requirements_txt::RequirementsTxt,
    &pyproject::Pyproject,
];
