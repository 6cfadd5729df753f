//! The advisories that count, in the words of the planner: versions that must not be in the result.

use std::collections::BTreeSet;

use pyward_advisory::{DataChoice, Database};
use pyward_model::{AdvisoryGroup, Report, Severity, SmolStr};
use pyward_resolve::{Affected, Ban};

use crate::environment::Environment;
use crate::failure::{Failure, chain};

/// Every flaw of every package, from a level on.
pub(crate) fn all(
    data: &DataChoice,
    from: Severity,
    environment: &Environment,
) -> Result<Vec<Ban>, Failure> {
    let database =
        Database::open(data).map_err(|error| Failure::usage(chain(&error)).hint(error.hint()))?;
    let flaws = database.flaws(environment.today).map_err(|damage| {
        Failure::usage(format!("the advisory data cannot be read: {damage}"))
            .hint("make it again: `pyward db update` or `pyward db import PATH`")
    })?;
    Ok(flaws
        .into_iter()
        .filter(|group| group.severity >= from)
        .filter_map(ban)
        .collect())
}

fn ban(group: AdvisoryGroup) -> Option<Ban> {
    let package = group.advisories.first()?.package.clone();
    let mut affected = Affected {
        ranges: Vec::new(),
        versions: Vec::new(),
    };
    for advisory in group.advisories {
        affected.ranges.extend(advisory.ranges);
        affected.versions.extend(advisory.versions);
    }
    Some(Ban {
        package,
        id: group.id,
        severity: group.severity,
        affected,
    })
}

/// The advisories that somebody has accepted: what a report marks as waived is no reason to move.
pub(crate) fn settled(report: &Report) -> BTreeSet<SmolStr> {
    let ids = |active: bool| -> BTreeSet<SmolStr> {
        report
            .findings
            .iter()
            .filter(|finding| finding.is_active() == active)
            .filter_map(|finding| Some(finding.advisory.as_ref()?.id.clone()))
            .collect()
    };
    // A waiver may speak of one version alone: what counts anywhere is to be left.
    &ids(false) - &ids(true)
}
