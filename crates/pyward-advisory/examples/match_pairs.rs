//! Which records affect which versions, for comparison with another matcher.
//!
//! Reads lines `NAME<tab>VERSION` and writes each with the ids of all records that affect it, separated by commas,
//! before any grouping; withdrawn records are left out.
//!
//! ```console
//! cargo run -p pyward-advisory --example match_pairs -- STORE [DATE] < pairs.tsv
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufRead as _, BufWriter, Write as _};

use pyward_advisory::{DataChoice, Database, matched_by};
use pyward_model::{Advisory, Date, PackageName, Version};

fn main() -> Result<(), Box<dyn Error>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "an example has arguments of its own"
    )]
    let mut arguments = std::env::args().skip(1);
    let store = arguments
        .next()
        .ok_or("say which store or OSV records to use")?;
    let today = arguments.next().unwrap_or_else(|| "9999-12-31".to_owned());
    let today = Date::parse(&today).ok_or("the date is not YYYY-MM-DD")?;
    let database = Database::open(&DataChoice::Path(store.into()))?;
    let mut packages: BTreeMap<PackageName, Vec<Advisory>> = BTreeMap::new();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (name, version) = line.split_once('\t').ok_or("a line has no tab")?;
        let package = PackageName::pypi(name);
        if !packages.contains_key(&package) {
            packages.insert(package.clone(), database.advisories(&package)?);
        }
        let records = packages
            .get(&package)
            .map_or(&[] as &[Advisory], Vec::as_slice);
        let version = Version::new(version);
        let ids: Vec<&str> = records
            .iter()
            .filter(|record| !record.is_withdrawn(today) && matched_by(record, &version).is_some())
            .map(|record| &*record.id)
            .collect();
        writeln!(out, "{line}\t{}", ids.join(","))?;
    }
    out.flush()?;
    Ok(())
}
