//! `pyward vulns`: known vulnerabilities only.

use pyward_model::Family;

use crate::args::AuditArgs;
use crate::environment::Environment;
use crate::failure::Failure;

pub(crate) fn run(args: &AuditArgs, environment: &Environment) -> Result<u8, Failure> {
    super::audit::run_families(
        &args.targets,
        &args.scan,
        environment,
        &[Family::Vulnerability, Family::SupplyChain],
    )
}
