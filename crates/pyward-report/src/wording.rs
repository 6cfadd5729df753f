//! How numbers, ages and foreign sentences are put into words.

use pyward_model::{DataSource, Date, printable};

/// Foreign prose is shown up to this many characters.
const PROSE: usize = 1_000;

/// `count` with its noun in the number it needs: `1 note`, `12 notes`, `2 vulnerabilities`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let stem = noun
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    let noun = match (count, stem) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {noun}", thousands(count))
}

/// `count` without separators, with its noun and an `s` where there is not exactly one, as pip-audit counts.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

/// `5471` as `5,471`.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Foreign prose on one line: white space collapsed, everything unprintable shown as an escape, cut where it is absurdly
/// long.
pub(crate) fn prose(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(PROSE));
    let mut room = PROSE;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        let end = word
            .char_indices()
            .nth(room)
            .map_or(word.len(), |(end, _)| end);
        let (shown, cut) = word.split_at(end);
        line.push_str(&printable(shown));
        if !cut.is_empty() {
            line.push('…');
            break;
        }
        room = room.saturating_sub(shown.chars().count() + 1);
    }
    line
}

/// Names joined as a sentence does: `a`, `a and b`, `a, b and c`, `a, b and 3 more`.
pub(crate) fn listed(names: &[String], most: usize) -> String {
    let shown = names.get(..most).unwrap_or(names);
    let rest = names.len() - shown.len();
    match (shown, rest) {
        ([], 0) => String::new(),
        ([], rest) => thousands(rest),
        (shown, 1..) => format!("{} and {} more", shown.join(", "), thousands(rest)),
        ([only], 0) => only.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
    }
}

/// A source of advisories in words: `GitHub Advisory Database of 2026-07-07 (138 days old, built in), 5,471 records`.
pub(crate) fn data_source(source: &DataSource, today: Date) -> String {
    let date = source
        .date
        .map(|date| format!(" of {date}"))
        .unwrap_or_default();
    let age = match source.date.map(|date| today.days_since(date)) {
        None => Some("age unknown".to_owned()),
        Some(0) => Some("today's".to_owned()),
        Some(days @ 1..) => Some(format!("{} old", counted(days as usize, "day"))),
        Some(_) => None,
    };
    let built_in = source.built_in.then(|| "built in".to_owned());
    let aside: Vec<String> = age.into_iter().chain(built_in).collect();
    let aside = if aside.is_empty() {
        String::new()
    } else {
        format!(" ({})", aside.join(", "))
    };
    format!(
        "{}{date}{aside}, {}",
        prose(&source.name),
        counted(source.records, "record")
    )
}

/// Whether a source is old enough to say how it is made new.
pub(crate) fn is_stale(source: &DataSource, today: Date) -> bool {
    source.date.is_none_or(|date| today.days_since(date) > 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_their_noun() {
        assert_eq!(counted(1, "vulnerability"), "1 vulnerability");
        assert_eq!(counted(0, "vulnerability"), "0 vulnerabilities");
        assert_eq!(counted(1_234_567, "day"), "1,234,567 days");
    }

    #[test]
    fn prose_is_one_printable_line() {
        assert_eq!(prose("a\n\tb  \u{1b}[2Jc"), "a b \\u{1b}[2Jc");
        assert_eq!(prose(&"ä".repeat(5_000)).chars().count(), 1_001);
        assert!(prose(&"x ".repeat(5_000)).len() <= 1_003);
    }

    #[test]
    fn lists_end_with_what_is_left_out() {
        let names = ["a", "b", "c"].map(String::from);
        assert_eq!(listed(&names, 3), "a, b and c");
        assert_eq!(listed(&names, 2), "a, b and 1 more");
        assert_eq!(listed(&names[..1], 2), "a");
        assert_eq!(listed(&[], 2), "");
    }

    #[test]
    fn data_tells_its_age() {
        let mut source = DataSource {
            name: "OSV".into(),
            date: Date::new(2026, 7, 7),
            records: 5_471,
            built_in: true,
        };
        let today = Date::new(2026, 11, 22).unwrap();
        assert_eq!(
            data_source(&source, today),
            "OSV of 2026-07-07 (138 days old, built in), 5,471 records"
        );
        source.built_in = false;
        source.date = Some(today);
        assert_eq!(
            data_source(&source, today),
            "OSV of 2026-11-22 (today's), 5,471 records"
        );
        source.date = None;
        assert_eq!(
            data_source(&source, today),
            "OSV (age unknown), 5,471 records"
        );
    }
}
