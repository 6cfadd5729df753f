//! What is too new: the last day whose uploads count.
//!
//! pip and uv know the second; here it is whole days, and in doubt a day less, so that nothing counts that they would
//! refuse.

use pyward_model::Date;

/// What uv takes.
pub(super) const EXPECTED: &str =
    "a day (`2026-07-01`), a time (`2026-07-01T00:00:00Z`), or days or weeks (`7 days`, `P7D`)";

/// What pip takes.
pub(super) const EXPECTED_BY_PIP: &str =
    "a day (`2026-07-01`), a time (`2026-07-01T00:00:00Z`), or days (`P7D`)";

/// The most days back.
const MOST_DAYS: u32 = 36_500;

/// uv's `exclude-newer`: a day counts itself; of a time and of a duration the last whole day before it counts. `None`:
/// not understood.
pub(super) fn exclude_newer(text: &str, today: Date) -> Option<Date> {
    match Date::parse(text) {
        Some(day) if text.len() == 10 => Some(day),
        Some(day) => Some(day.plus_days(-1)),
        None => days(text).map(|days| before(days, today)),
    }
}

/// pip's [`uploaded-prior-to`](https://pip.pypa.io/en/stable/user_guide/): a day is its beginning.
pub(super) fn uploaded_prior_to(text: &str, today: Date) -> Option<Date> {
    if let Some(day) = Date::parse(text) {
        return Some(day.plus_days(-1));
    }
    let digits = text.strip_prefix('P')?.strip_suffix('D')?;
    let days = digits.parse().ok().filter(|days| *days <= MOST_DAYS)?;
    Some(before(days, today))
}

/// The last whole day that is at least so many days ago.
fn before(days: u32, today: Date) -> Date {
    match i32::try_from(days) {
        Ok(days @ 1..) => today.plus_days(-days - 1),
        _ => today,
    }
}

/// A duration in days, rounded up: `P2W`, `P7D`, `PT36H`, `7 days`, `1 week 2 days`, `24h`, each with an `ago` behind it.
/// Months and years, whose length nobody knows, are not understood.
fn days(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_suffix("ago").unwrap_or(&text).trim();
    let text = text.trim_start_matches(['-', '+']);
    // In `p1dt12h` the `t` only parts days from hours; `m` behind it are minutes, before it months.
    let (units, is_iso) = match text.strip_prefix('p') {
        Some(iso) => (iso.replace('t', " t"), true),
        None => (text.to_owned(), false),
    };
    let mut hours: u64 = 0;
    let mut rest = units.trim_start();
    let mut in_time = !is_iso;
    let mut number_of_units = 0;
    while !rest.is_empty() {
        if is_iso && let Some(time) = rest.strip_prefix('t') {
            in_time = true;
            rest = time;
        }
        let end = rest.find(|ch: char| !ch.is_ascii_digit())?;
        let (number, tail) = rest.split_at(end);
        let number: u64 = number.parse().ok()?;
        let tail = tail.trim_start();
        let end = tail
            .find(|ch: char| !ch.is_ascii_lowercase())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        hours = hours.checked_add(in_hours(number, unit, in_time)?)?;
        number_of_units += 1;
        rest = tail.trim_start_matches([' ', ',']);
    }
    let days = hours.div_ceil(24);
    (number_of_units > 0 && days <= u64::from(MOST_DAYS)).then_some(days as u32)
}

/// A number of units in hours, rounded up.
fn in_hours(number: u64, unit: &str, in_time: bool) -> Option<u64> {
    match unit {
        "w" | "wk" | "wks" | "week" | "weeks" => number.checked_mul(7 * 24),
        "d" | "day" | "days" => number.checked_mul(24),
        "h" | "hr" | "hrs" | "hour" | "hours" if in_time => Some(number),
        "m" | "min" | "mins" | "minute" | "minutes" if in_time => Some(number.div_ceil(60)),
        "s" | "sec" | "secs" | "second" | "seconds" if in_time => Some(number.div_ceil(3600)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::new(2026, 11, 22).unwrap()
    }

    #[track_caller]
    fn counts(text: &str, last: &str) {
        let day = exclude_newer(text, today()).expect(text);
        assert_eq!(day.to_string(), last, "{text}");
    }

    #[test]
    fn a_day_counts_itself_and_of_a_time_its_last_whole_day() {
        counts("2026-07-01", "2026-07-01");
        counts("2026-07-01T00:00:00Z", "2026-06-30");
        counts("2026-07-01T23:00:00+02:00", "2026-06-30");
    }

    #[test]
    fn durations_count_from_today_and_are_never_shorter_than_asked() {
        for text in [
            "7 days",
            "P7D",
            "1 week",
            "P1W",
            "1week ago",
            "168 hours",
            "PT168H",
            "6 days, 24h",
            "P6DT24H",
            "6d 23h 30min",
        ] {
            counts(text, "2026-11-14");
        }
        counts("0 days", "2026-11-22");
        counts("PT1M", "2026-11-20");
    }

    #[test]
    fn what_has_no_length_is_not_understood() {
        for text in [
            "1 month",
            "P1M",
            "2 years",
            "P1Y",
            "soon",
            "P",
            "PT",
            "",
            "7",
            "days",
            "99999999999999999999 days",
            "99999 weeks",
            "true",
            "-",
            "2026-13-01",
            "P7H",
        ] {
            assert_eq!(exclude_newer(text, today()), None, "{text}");
        }
    }

    #[test]
    fn for_pip_a_day_is_its_beginning() {
        let last = |text| uploaded_prior_to(text, today()).map(|day| day.to_string());
        assert_eq!(last("2026-07-01").as_deref(), Some("2026-06-30"));
        assert_eq!(last("2026-07-01T12:00:00").as_deref(), Some("2026-06-30"));
        assert_eq!(last("P3D").as_deref(), Some("2026-11-18"));
        assert_eq!(last("3 days"), None);
        assert_eq!(last("P1W"), None);
    }
}
