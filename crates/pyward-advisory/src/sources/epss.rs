//! [EPSS](https://www.first.org/epss/): the probability that a flaw is exploited within the next 30 days, for every CVE.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use pyward_model::Date;

use crate::exploits::Table;
use crate::intake::tar_file;
use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "epss",
    title: "EPSS",
    doc: "for every CVE the probability that it is exploited within the next 30 days, published daily by FIRST",
    url: Some("https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"),
    variable: "PYWARD_EPSS_URL",
    license: "free to use, cited as FIRST EPSS",
    reading: Reading::Exploits(read),
};

/// The longest table, unpacked, in bytes. That of 2026 is below 12 MiB.
const MAX_TABLE: u64 = 512 << 20;

/// Reads the table, as it is or compressed: a comment with the day, the names of the columns, a row a CVE.
fn read(bytes: &[u8]) -> Result<Table, String> {
    let mut unpacked = Vec::new();
    let bytes = if tar_file::is_gzip(bytes) {
        MultiGzDecoder::new(bytes)
            .take(MAX_TABLE + 1)
            .read_to_end(&mut unpacked)
            .map_err(|error| format!("it cannot be unpacked: {error}"))?;
        if unpacked.len() as u64 > MAX_TABLE {
            return Err("unpacked it is larger than 512 MiB".to_owned());
        }
        &unpacked
    } else {
        bytes
    };
    let text = String::from_utf8_lossy(bytes);
    let mut table = Table::of(None);
    let mut columns: Option<(usize, usize, usize)> = None;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            table.set_day(score_date(comment));
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let Some((cve, epss, percentile)) = columns else {
            columns = Some(header(line).ok_or("it has no columns `cve` and `epss`")?);
            continue;
        };
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let number_in = |place: usize| cells.get(place).copied().filter(|cell| is_share(cell));
        let Some(score) = number_in(epss) else {
            table.leave_out(&|| format!("line {number}"), "it states no probability");
            continue;
        };
        let facts = match number_in(percentile) {
            Some(percentile) => format!("{score}\t{percentile}"),
            None => score.to_owned(),
        };
        let cve = cells.get(cve).copied().unwrap_or_default();
        table.insert(cve, &facts, &|| format!("line {number}"));
    }
    Ok(table)
}

/// Places of `cve`, `epss` and `percentile`; the last may be missing, and then stands behind all others.
fn header(line: &str) -> Option<(usize, usize, usize)> {
    let names: Vec<String> = line
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    let place = |wanted: &str| names.iter().position(|name| name == wanted);
    Some((
        place("cve")?,
        place("epss")?,
        place("percentile").unwrap_or(names.len()),
    ))
}

/// The day of `model_version:v2025.03.14,score_date:2026-11-20T12:00:00Z`.
fn score_date(comment: &str) -> Option<Date> {
    let stated = comment
        .split(',')
        .find_map(|part| part.trim().strip_prefix("score_date:"))?;
    Date::parse(stated.trim()).or_else(|| Date::parse(stated.trim().get(..10)?))
}

/// Whether it is a plain number from 0 to 1.
fn is_share(cell: &str) -> bool {
    cell.len() <= 24
        && cell
            .parse::<f64>()
            .is_ok_and(|value| (0.0..=1.0).contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use std::io::Write as _;

    const TABLE: &str = "#model_version:v2025.03.14,score_date:2026-11-20T12:55:00+0000\ncve,epss,percentile\n\
        CVE-2021-44228,0.94358,0.99957\r\nCVE-1999-0001,1e-05,0.1\nCVE-2020-1,1.5,0.2\nnone,0.5,0.5\nCVE-2020-2\nCVE-2020-3,0.5,much\n";

    #[test]
    fn rows_are_facts_by_cve_packed_or_not() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(TABLE.as_bytes()).unwrap();
        for bytes in [TABLE.as_bytes().to_vec(), packed.finish().unwrap()] {
            let table = read(&bytes).unwrap();
            assert_eq!(table.day(), Date::new(2026, 11, 20));
            assert_eq!(
                table.text().replace('\t', "|"),
                "CVE-1999-0001|1e-05|0.1\nCVE-2020-3|0.5\nCVE-2021-44228|0.94358|0.99957"
            );
            assert_eq!(table.report.unreadable, 3);
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(read(b"<html>").is_err());
        assert!(read(b"a,b,c\n").is_err());
        assert!(read(b"\x1f\x8bbroken").is_err());
        assert_eq!(read(b"").unwrap().len(), 0);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(cve,epss\n|#score_date:|CVE-2020-1,|0.5|[a-z0-9,.\n]{0,6}){0,20}") {
            let _ = read(text.as_bytes());
        }
    }
}
