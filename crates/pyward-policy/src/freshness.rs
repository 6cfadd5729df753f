//! Whether advisory data is young enough to be believed.

use pyward_model::{DataSource, Date, Notice, NoticeKind};

use crate::{Age, Settings};

/// Data older than this is told even where no limit is set.
pub const USUAL_MAX_AGE: Age = Age::days(7);

const HINT: &str = "`pyward db update` fetches newer data";

/// What is to be said about the age of the data on the day `today`; nothing where it is young.
///
/// The oldest source decides. With a limit (`max-db-age`), data past it, or of an age nobody knows, makes the run
/// incomplete; without one, data past [`USUAL_MAX_AGE`] is told and no more. Data dated in the future counts as young.
pub fn freshness(sources: &[DataSource], today: Date, settings: &Settings) -> Option<Notice> {
    let limit = settings.gate.max_db_age;
    let oldest = sources
        .iter()
        .filter_map(|source| Some((source.date?, source)))
        .min_by_key(|(date, _)| *date);
    if let Some((date, source)) = oldest {
        let days = today.days_since(date);
        let old = |limit: Age| limit.is_exceeded_by(days);
        let message = |limit: String| {
            format!(
                "advisory data of {} is {days} days old (of {date}), {limit}",
                source.name
            )
        };
        let kind = NoticeKind::StaleData;
        if let Some(limit) = limit.filter(|limit| old(*limit)) {
            let message = message(format!("older than the {limit} that `max-db-age` allows"));
            return Some(Notice::incomplete(kind, None, message).hint(HINT));
        }
        if limit.is_none() && old(USUAL_MAX_AGE) {
            let message = message("newer advisories are not in it".to_owned());
            return Some(Notice::info(kind, None, message).hint(HINT));
        }
    }
    let limit = limit?;
    let undated = sources.iter().find(|source| source.date.is_none())?;
    let message = format!(
        "nobody knows how old the advisory data of {} is, and `max-db-age` allows {limit}",
        undated.name
    );
    Some(Notice::incomplete(NoticeKind::StaleData, None, message).hint(HINT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyward_model::Weight;

    fn source(name: &str, date: Option<&str>) -> DataSource {
        DataSource {
            name: name.to_owned(),
            date: date.map(|text| Date::parse(text).unwrap()),
            records: 1,
            built_in: false,
        }
    }

    fn say(sources: &[DataSource], limit: Option<&str>) -> Option<(Weight, String)> {
        let mut settings = Settings::default();
        settings.gate.max_db_age = limit.map(|text| text.parse().unwrap());
        let today = Date::parse("2026-11-22").unwrap();
        freshness(sources, today, &settings).map(|notice| (notice.weight, notice.message))
    }

    #[test]
    fn old_data_is_told_and_past_the_limit_incomplete() {
        let week = [
            source("A", Some("2026-11-21")),
            source("B", Some("2026-11-15")),
        ];
        let older = [
            source("A", Some("2026-11-21")),
            source("B", Some("2026-11-14")),
        ];
        assert_eq!(say(&week, None), None);
        assert_eq!(say(&week, Some("7d")), None, "on the seventh day");
        let (weight, message) = say(&older, None).unwrap();
        assert_eq!(weight, Weight::Info);
        assert!(
            message.contains("B is 8 days old (of 2026-11-14)"),
            "{message}"
        );
        let (weight, message) = say(&older, Some("7d")).unwrap();
        assert_eq!(weight, Weight::Incomplete);
        assert!(
            message.contains("the 7d that `max-db-age` allows"),
            "{message}"
        );
        assert_eq!(say(&older, Some("2w")), None, "a wider limit is a decision");
    }

    #[test]
    fn an_age_nobody_knows_is_no_young_age() {
        let sources = [source("A", Some("2026-11-22")), source("B", None)];
        assert_eq!(say(&sources, None), None);
        assert_eq!(say(&sources, Some("7d")).unwrap().0, Weight::Incomplete);
        assert_eq!(say(&[], Some("7d")), None);
        assert_eq!(say(&[source("A", Some("2027-01-01"))], Some("1d")), None);
    }
}
