//! Which records speak of one flaw.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};
use pyward_model::{Advisory, AdvisoryGroup, AdvisoryKind, SmolStr, id_rank};

use crate::severity;

/// A record with more aliases than this speaks of several flaws at once, and would tie unrelated records together. It
/// is found by its own id only, as osv.dev does it.
const MAX_BRIDGING_ALIASES: usize = 5;

/// The records of one package, gathered into groups: two records are of one group where their ids and aliases name each
/// other, directly or through others (aliases are symmetric and
/// [transitive](https://ossf.github.io/osv-schema/#aliases-field)). Each group holds the places of its records in
/// `records`, in their order; groups are in order of their first record.
pub(crate) fn groups(records: &[&Advisory]) -> Vec<Vec<usize>> {
    let mut forest = Forest::new(records.len());
    let mut holder: HashMap<&str, usize> = HashMap::with_capacity(2 * records.len());
    for (place, record) in records.iter().enumerate() {
        for id in bridging_ids(record) {
            let first = *holder.entry(id).or_insert(place);
            forest.join(first, place);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for place in 0..records.len() {
        groups.entry(forest.root(place)).or_default().push(place);
    }
    groups.into_values().collect()
}

fn bridging_ids(record: &Advisory) -> impl Iterator<Item = &str> {
    let aliases = if record.aliases.len() > MAX_BRIDGING_ALIASES {
        &[]
    } else {
        &record.aliases[..]
    };
    std::iter::once(&*record.id).chain(aliases.iter().map(|alias| &**alias))
}

/// The group made of these records.
pub(crate) fn group(mut advisories: Vec<Advisory>) -> AdvisoryGroup {
    advisories.sort_by(|a, b| a.id.cmp(&b.id));
    let own: Vec<&str> = advisories.iter().flat_map(bridging_ids).collect();
    let id: SmolStr = own
        .iter()
        .min_by_key(|id| id_rank(id))
        .copied()
        .unwrap_or_default()
        .into();
    let canonical = own
        .iter()
        .min_by_key(|id| (!id.starts_with("CVE-"), **id))
        .copied()
        .unwrap_or_default()
        .into();
    let mut aliases: Vec<SmolStr> = advisories
        .iter()
        .flat_map(Advisory::ids)
        .filter(|other| *other != id)
        .map(SmolStr::from)
        .collect();
    aliases.sort_unstable();
    aliases.dedup();
    let mut cwes: Vec<u32> = advisories
        .iter()
        .flat_map(|advisory| advisory.cwes.iter().copied())
        .collect();
    cwes.sort_unstable();
    cwes.dedup();
    let (severity, score) = severity::worst(advisories.iter().flat_map(|a| &a.scores));
    let kind = advisories
        .iter()
        .map(|advisory| advisory.kind)
        .max()
        .unwrap_or(AdvisoryKind::Vulnerability);
    AdvisoryGroup {
        id,
        aliases,
        canonical,
        advisories,
        kind,
        severity,
        score,
        cwes,
        known_exploited: None,
        exploitation: None,
        epss: None,
        epss_percentile: None,
    }
}

/// Disjoint sets; the root of a set is its smallest member.
struct Forest(Vec<usize>);

impl Forest {
    fn new(size: usize) -> Self {
        Self((0..size).collect())
    }

    fn root(&mut self, mut place: usize) -> usize {
        while let Some(&parent) = self.0.get(place)
            && parent != place
        {
            let grandparent = self.0.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.0.get_mut(place) {
                *slot = grandparent;
            }
            place = grandparent;
        }
        place
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::line;
    use proptest::prelude::*;

    fn record(id: &str, aliases: &[&str]) -> Advisory {
        line::decode(&format!(
            "a\t{id}\t{}\t\t+0\t\t\t\t\t\t\tother",
            aliases.join(" ")
        ))
        .unwrap()
    }

    fn ids(records: &[Advisory]) -> Vec<Vec<String>> {
        let borrowed: Vec<&Advisory> = records.iter().collect();
        groups(&borrowed)
            .into_iter()
            .map(|places| places.iter().map(|p| records[*p].id.to_string()).collect())
            .collect()
    }

    #[test]
    fn case_25_three_records_of_one_flaw_are_one_group_under_its_pysec_id() {
        let records = [
            record("GHSA-1", &["CVE-1", "PYSEC-1"]),
            record("OTHER-1", &["CVE-1"]),
            record("PYSEC-1", &["CVE-1"]),
        ];
        assert_eq!(ids(&records), [["GHSA-1", "OTHER-1", "PYSEC-1"]]);
        let group = group(records.to_vec());
        assert_eq!((&*group.id, &*group.canonical), ("PYSEC-1", "CVE-1"));
        let aliases: Vec<&str> = group.aliases.iter().map(|alias| &**alias).collect();
        assert_eq!(aliases, ["CVE-1", "GHSA-1", "OTHER-1"]);
    }

    #[test]
    fn case_26_a_chain_is_one_group_in_any_order() {
        let chain = [
            record("PYSEC-1", &["X"]),
            record("CVE-1", &["X", "Y"]),
            record("GHSA-1", &["Y"]),
        ];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let records: Vec<Advisory> = order.iter().map(|place| chain[*place].clone()).collect();
            assert_eq!(ids(&records).len(), 1, "{order:?}");
        }
    }

    #[test]
    fn a_record_that_names_a_sixth_alias_ties_nothing_together() {
        let bundle = record("BUNDLE", &["C1", "C2", "C3", "C4", "C5", "C6"]);
        let records = [
            record("A", &["C1"]),
            record("B", &["C2"]),
            bundle.clone(),
            record("D", &["BUNDLE"]),
        ];
        assert_eq!(ids(&records), [vec!["A"], vec!["B"], vec!["BUNDLE", "D"]]);
        let group = group(vec![bundle]);
        assert_eq!(&*group.id, "BUNDLE");
        assert!(group.has_id("c4"));
    }

    #[test]
    fn malware_in_one_record_is_malware_of_the_group() {
        let malware = line::decode("a\tMAL-1\tGHSA-1\tm\t+0\t\t\t\t\t\t\tmal").unwrap();
        let group = group(vec![record("GHSA-1", &[]), malware]);
        assert_eq!((group.kind, &*group.id), (AdvisoryKind::Malware, "MAL-1"));
    }

    proptest! {
        #[test]
        fn every_record_is_in_one_group_and_no_id_in_two(
            aliases in proptest::collection::vec(proptest::collection::btree_set(0_u8..20, 0..4), 1..20),
        ) {
            let records: Vec<Advisory> = aliases
                .iter()
                .enumerate()
                .map(|(n, aliases)| {
                    let aliases: Vec<String> = aliases.iter().map(|alias| format!("C{alias}")).collect();
                    record(&format!("R{n}"), &aliases.iter().map(String::as_str).collect::<Vec<_>>())
                })
                .collect();
            let borrowed: Vec<&Advisory> = records.iter().collect();
            let groups = groups(&borrowed);
            let mut places: Vec<usize> = groups.iter().flatten().copied().collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..records.len()).collect::<Vec<_>>());
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            for (n, group) in groups.iter().enumerate() {
                for id in group.iter().flat_map(|place| records[*place].ids()) {
                    prop_assert_eq!(*seen.entry(id).or_insert(n), n);
                }
            }
        }
    }
}
