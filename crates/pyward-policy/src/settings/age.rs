//! How old something may be.

use std::fmt;
use std::str::FromStr;

/// An age in hours, written `7d`, `36h` or `2w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age {
    hours: u32,
}

/// Text that is no age.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an age", pyward_model::printable(.text))]
pub struct AgeError {
    /// As given.
    pub text: String,
}

impl AgeError {
    /// What to write instead.
    pub fn hint(&self) -> &'static str {
        "a whole number with h, d or w, such as `36h`, `7d` or `2w`"
    }
}

/// A hundred years: no sum of ages and dates leaves the calendar.
const MOST_HOURS: u32 = 100 * 366 * 24;

impl Age {
    /// This many days.
    pub const fn days(days: u16) -> Self {
        Self {
            hours: days as u32 * 24,
        }
    }

    /// Whether something `days` days old is older than this. Dates of data have no hours, so `36h` is exceeded by two
    /// days and not by one.
    pub fn is_exceeded_by(self, days: i32) -> bool {
        i64::from(days) * 24 > i64::from(self.hours)
    }
}

impl FromStr for Age {
    type Err = AgeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || AgeError {
            text: text.chars().take(40).collect(),
        };
        let trimmed = text.trim();
        let (number, unit) = [('h', 1), ('d', 24), ('w', 7 * 24)]
            .into_iter()
            .find_map(|(letter, hours)| Some((trimmed.strip_suffix(letter)?.trim_end(), hours)))
            .ok_or_else(error)?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(error());
        }
        let hours = number
            .parse::<u32>()
            .ok()
            .and_then(|number| number.checked_mul(unit))
            .filter(|hours| *hours <= MOST_HOURS)
            .ok_or_else(error)?;
        Ok(Self { hours })
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hours > 0 && self.hours.is_multiple_of(24) {
            write!(f, "{}d", self.hours / 24)
        } else {
            write!(f, "{}h", self.hours)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_numbers_with_a_unit() {
        for (text, shown) in [
            ("7d", "7d"),
            ("2w", "14d"),
            ("36h", "36h"),
            ("48h", "2d"),
            (" 1 d ", "1d"),
            ("0d", "0h"),
        ] {
            assert_eq!(text.parse::<Age>().unwrap().to_string(), shown);
        }
        for text in [
            "",
            "7",
            "d",
            "-1d",
            "+1d",
            "1.5d",
            "1m",
            "7 days",
            "99999999999w",
            "9999999w",
            "7D",
        ] {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_day_is_still_young_enough() {
        assert!(!Age::days(7).is_exceeded_by(7));
        assert!(Age::days(7).is_exceeded_by(8));
        assert!(!Age::days(0).is_exceeded_by(-3), "dated ahead of the clock");
        let hours: Age = "36h".parse().unwrap();
        assert!(!hours.is_exceeded_by(1));
        assert!(hours.is_exceeded_by(2));
    }
}
