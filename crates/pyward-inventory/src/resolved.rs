//! A resolution in place of the lock that a project does not have.

use pyward_target::TreePath;

use crate::format::{Format, Input, Role};
use crate::reading::{Package, Reading};

/// What a resolver answers for the requirements of one project.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The project, by the folder its requirements name ([`pyward_model::Requirement::home`]).
    pub home: String,
    /// A file that holds some of the requirements, as shown: it stands for the lock.
    pub file: String,
    /// The packages.
    pub packages: Vec<Package>,
}

/// The format of what was resolved and is written nowhere. It claims no file.
pub(crate) struct Resolution;

impl Format for Resolution {
    fn name(&self) -> &'static str {
        "resolution"
    }

    fn title(&self) -> &'static str {
        "resolved today, not locked"
    }

    fn role(&self) -> Role {
        Role::Lock
    }

    fn claims(&self, _: &TreePath) -> bool {
        false
    }

    fn read(&self, _: &Input<'_>) -> Reading {
        Reading::default()
    }
}
