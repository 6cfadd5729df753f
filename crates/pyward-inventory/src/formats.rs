//! The registry of formats. A new format is a file in `formats/` and a line here. What any of them reads leaves without
//! the credentials of the URLs in it.

mod conda_environment;
mod conda_lock;
mod conda_meta;
pub(crate) mod core_metadata;
mod cyclonedx;
pub(crate) mod dist_info;
mod distribution;
mod pdm_lock;
mod pep723;
mod pipfile;
mod pipfile_lock;
mod pipx;
mod poetry_lock;
mod pylock;
mod pyproject;
mod redacted;
pub(crate) mod requirements_txt;
mod setup_cfg;
mod setup_py;
mod setuptools;
mod spdx;
mod tool_environment;
mod uv_lock;
mod uv_tool;
mod zipapp;

use self::redacted::Redacted;
use crate::Format;

/// What a named file is taken for where neither its name nor its content says what it is.
pub(crate) static PLAIN: &dyn Format = &Redacted(requirements_txt::RequirementsTxt);

/// Every format, in the order in which they are asked.
pub static FORMATS: &[&dyn Format] = &[
    &Redacted(uv_lock::UvLock),
    &Redacted(poetry_lock::PoetryLock),
    &Redacted(pdm_lock::PdmLock),
    &Redacted(pylock::Pylock),
    &Redacted(conda_lock::CondaLock),
    &Redacted(conda_environment::CondaEnvironment),
    &Redacted(dist_info::DistInfo),
    &Redacted(conda_meta::CondaMeta),
    &Redacted(pipx::Pipx),
    &Redacted(uv_tool::UvTool),
    &Redacted(distribution::Distribution),
    &Redacted(zipapp::Zipapp),
    &Redacted(cyclonedx::CycloneDx),
    &Redacted(spdx::Spdx),
    &Redacted(pipfile_lock::PipfileLock),
    &Redacted(pipfile::Pipfile),
    &Redacted(pep723::Pep723),
    &Redacted(requirements_txt::RequirementsTxt),
    &Redacted(pyproject::Pyproject),
    &Redacted(setup_cfg::SetupCfg),
    &Redacted(setup_py::SetupPy),
];
