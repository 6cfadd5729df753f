//! A requirement in a manifest, a string by itself, given a new version.

use pyward_model::Version;

use crate::choice::{Place, choose};
use crate::clauses::{self, Allowed};
use crate::requirement::Requirement;
use crate::{Because, Change};

/// The requirement with the new version, or why it stays. `changes` are those of its package.
pub(crate) fn rewritten(
    text: &str,
    requirement: &Requirement<'_>,
    changes: &[&Change],
    raise: bool,
    alone: bool,
) -> Result<String, Because> {
    if let Some(url) = requirement.url {
        return Err(Because::Place(url.to_owned()));
    }
    let specifiers = text.get(requirement.specifiers.clone()).unwrap_or_default();
    let marker = requirement.marker;
    let change = change_for(specifiers, marker, changes, alone)?;
    let new = specifiers_for(specifiers, change, raise)?;
    let mut patch = crate::patch::Patch::new(text);
    patch.replace(requirement.specifiers.clone(), new);
    Ok(patch.finish())
}

/// The change that specifiers are meant by.
pub(crate) fn change_for<'c>(
    specifiers: &str,
    marker: Option<&str>,
    changes: &[&'c Change],
    alone: bool,
) -> Result<&'c Change, Because> {
    let pin = clauses::pin(specifiers);
    // A range that allows every new version needs no choice between them.
    let allows = |change: &&Change| {
        change.is_writable()
            && matches!(clauses::rewrite(specifiers, &change.to, Allowed::Keep), Ok(pieces) if pieces.is_empty())
    };
    if pin.is_none() && changes.len() > 1 && changes.iter().all(allows) {
        return Err(Because::Allowed(specifiers.to_owned()));
    }
    let place = Place {
        pin: pin.as_ref(),
        marker,
        alone,
    };
    choose(changes, &place)
}

/// The specifiers that let the new version in, or why they stay.
pub(crate) fn specifiers_for(
    specifiers: &str,
    change: &Change,
    raise: bool,
) -> Result<String, Because> {
    let allowed = match (&change.from, raise) {
        (Some(from), true) => Allowed::Raise(from),
        _ => Allowed::Keep,
    };
    settled(specifiers, &change.to, allowed)
}

fn settled(specifiers: &str, to: &Version, allowed: Allowed<'_>) -> Result<String, Because> {
    let pieces = clauses::rewrite(specifiers, to, allowed)?;
    if pieces.is_empty() {
        return Err(Because::Allowed(specifiers.to_owned()));
    }
    Ok(clauses::replaced(specifiers, &pieces))
}
