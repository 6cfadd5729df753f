//! Which of a package's changes a place in a file is meant by.

use pyward_model::Version;

use crate::{Because, Change};

/// What stands at a place.
pub(crate) struct Place<'a> {
    /// The version it pins, if it pins one.
    pub(crate) pin: Option<&'a Version>,
    /// Its marker, as written.
    pub(crate) marker: Option<&'a str>,
    /// Whether no other place of the file names the package.
    pub(crate) alone: bool,
}

/// The change for a place, or why it has none. `changes` are those of one package, and not empty.
pub(crate) fn choose<'c>(changes: &[&'c Change], place: &Place<'_>) -> Result<&'c Change, Because> {
    let chosen = by_marker(changes, place.marker)
        .or_else(|| by_start(changes, place.pin))
        .or_else(|| only(changes));
    let Some(change) = chosen else {
        let arrived = place
            .pin
            .is_some_and(|pin| changes.iter().any(|change| change.to == *pin));
        return Err(if arrived {
            Because::Already
        } else {
            Because::OtherMarker
        });
    };
    if !change.is_writable() {
        return Err(Because::Unwritable);
    }
    let Some(pin) = place.pin else {
        return Ok(change);
    };
    if *pin == change.to {
        return Err(Because::Already);
    }
    if change.from.as_ref() == Some(pin) {
        return Ok(change);
    }
    let same_marker = change.marker.as_deref().map(squeezed) == place.marker.map(squeezed);
    if !place.alone && !same_marker {
        return Err(Because::OtherMarker);
    }
    if *pin > change.to {
        return Err(Because::Higher(pin.clone()));
    }
    Ok(change)
}

fn by_marker<'c>(changes: &[&'c Change], marker: Option<&str>) -> Option<&'c Change> {
    let marker = squeezed(marker?);
    let same = |change: &&&Change| change.marker.as_deref().map(squeezed) == Some(marker.clone());
    changes.iter().find(same).copied()
}

fn by_start<'c>(changes: &[&'c Change], pin: Option<&Version>) -> Option<&'c Change> {
    let pin = pin?;
    changes
        .iter()
        .find(|change| change.from.as_ref() == Some(pin))
        .copied()
}

fn only<'c>(changes: &[&'c Change]) -> Option<&'c Change> {
    match changes {
        [change] => Some(change),
        _ => None,
    }
}

/// A marker without what its writers differ in: white space and the kind of quotes.
fn squeezed(marker: &str) -> String {
    marker
        .chars()
        .filter(|ch| !ch.is_whitespace())
        .map(|ch| if ch == '"' { '\'' } else { ch })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyward_model::PackageName;

    fn change(from: &str, to: &str, marker: Option<&str>) -> Change {
        Change {
            from: Some(Version::new(from)),
            marker: marker.map(Into::into),
            ..Change::new(PackageName::pypi("a"), Version::new(to))
        }
    }

    fn chosen(
        changes: &[Change],
        pin: &str,
        marker: Option<&str>,
        alone: bool,
    ) -> Result<String, Because> {
        let pin = Version::new(pin);
        let place = Place {
            pin: Some(&pin),
            marker,
            alone,
        };
        choose(&changes.iter().collect::<Vec<_>>(), &place).map(|change| change.to.to_string())
    }

    #[test]
    fn a_place_is_found_by_its_marker_then_by_its_version() {
        let both = [
            change("1.0", "2.0", Some("python_version < '3.9'")),
            change("2.0", "3.0", Some("python_version >= '3.9'")),
        ];
        let old = Some("python_version<\"3.9\"");
        assert_eq!(chosen(&both, "1.0", old, false), Ok("2.0".into()));
        assert_eq!(chosen(&both, "2.0", old, false), Err(Because::Already));
        assert_eq!(chosen(&both, "2.0", None, false), Ok("3.0".into()));
        assert_eq!(chosen(&both, "1.5", None, false), Err(Because::OtherMarker));
    }

    #[test]
    fn a_pin_the_change_does_not_start_from_is_only_raised_and_only_alone() {
        let one = [change("1.0", "2.0", None)];
        assert_eq!(chosen(&one, "0.9", None, true), Ok("2.0".into()));
        assert_eq!(
            chosen(&one, "0.9", Some("os_name == 'nt'"), false),
            Err(Because::OtherMarker)
        );
        assert_eq!(
            chosen(&one, "3.0", None, true),
            Err(Because::Higher(Version::new("3.0")))
        );
        let down = [change("3.0", "2.0", None)];
        assert_eq!(chosen(&down, "3.0", None, true), Ok("2.0".into()));
    }
}
