//! Every flaw of every package, for whoever must stay clear of all of them.

use pyward_model::{Advisory, AdvisoryGroup, Date};

use crate::aliases;
use crate::database::Database;
use crate::store::{Damage, lookup, read_line};

impl Database {
    /// All flaws, one group each, sorted by package; records that are withdrawn as of `today` are left out, and summaries
    /// are not read.
    ///
    /// # Errors
    /// The damage, where a line of the store cannot be read.
    pub fn flaws(&self, today: Date) -> Result<Vec<AdvisoryGroup>, Damage> {
        let lines = self.all_lines();
        let mut flaws = Vec::with_capacity(lines.len());
        for same in
            lines.chunk_by(|a, b| lookup::first_column(a.bytes) == lookup::first_column(b.bytes))
        {
            let mut records = Vec::with_capacity(same.len());
            for line in same {
                let record = read_line(self.rules(), line.bytes)?;
                if !record.is_withdrawn(today) {
                    records.push(record);
                }
            }
            let all: Vec<&Advisory> = records.iter().collect();
            for places in aliases::groups(&all) {
                let members = places
                    .into_iter()
                    .filter_map(|place| records.get(place).cloned());
                flaws.push(aliases::group(members.collect()));
            }
        }
        Ok(flaws)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flaw_of_the_snapshot_is_told_once() {
        let database = Database::built_in();
        let today = Date::parse("2026-11-22").unwrap();
        let flaws = database.flaws(today).unwrap();
        assert!(flaws.len() > 5_000, "{}", flaws.len());
        let package = |group: &AdvisoryGroup| group.advisories.first().map(|it| it.package.clone());
        assert!(flaws.is_sorted_by_key(package));
        let of_jinja2: Vec<&str> = flaws
            .iter()
            .filter(|group| package(group).is_some_and(|name| name.as_str() == "jinja2"))
            .map(|group| group.id.as_str())
            .collect();
        assert!(of_jinja2.contains(&"GHSA-cpwx-vrp4-4pq7"), "{of_jinja2:?}");
    }
}
