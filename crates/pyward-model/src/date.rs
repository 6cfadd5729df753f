//! Calendar dates.

use std::fmt;

/// A day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// A day by year, month (1 to 12) and day of month; `None` where the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The day of an RFC 3339 timestamp or of a plain `YYYY-MM-DD`; of a timestamp with an offset, the day in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        // A plain day, of which a store is full, is too short for a timestamp.
        if text.len() > 10
            && let Ok(time) = text.parse::<jiff::Timestamp>()
        {
            return Some(Self(jiff::tz::Offset::UTC.to_datetime(time).date()));
        }
        let day = text.get(..10)?;
        (text.len() == 10 || matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')))
            .then_some(())?;
        day.parse().ok().map(Self)
    }

    /// The day after `days` days (negative: before).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        self.0
            .checked_add(jiff::Span::new().days(days))
            .map_or(self, Self)
    }

    /// Whole days from `earlier` to this day; negative where `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_days_in_utc() {
        let day = Date::new(2026, 7, 7);
        for text in [
            "2026-07-07",
            "2026-07-07T00:00:00Z",
            "2026-07-08T00:30:00+02:00",
            "2026-07-07T10:00:00",
        ] {
            assert_eq!(Date::parse(text), day, "{text}");
        }
        for text in ["", "2026-13-01", "yesterday", "2026-07-077"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_count_across_years() {
        let new_year = Date::new(2027, 1, 1).unwrap();
        let autumn = Date::new(2026, 11, 22).unwrap();
        assert_eq!(new_year.days_since(autumn), 40);
        assert_eq!(autumn.plus_days(40), new_year);
    }
}
