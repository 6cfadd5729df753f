//! A record as OSV writes it, from JSON to a store and back, for every ecosystem.
#![no_main]

use pyward_advisory::{Database, Edition, StoreDraft, read_record_of};
use pyward_model::{Date, ECOSYSTEMS};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(data) else {
        return;
    };
    for rules in ECOSYSTEMS {
        let Ok(record) = read_record_of(rules, &json) else {
            return;
        };
        let mut draft = StoreDraft::of(rules);
        draft.insert(&record);
        let created = Date::new(2026, 1, 1).expect("the day exists");
        let mut bytes = Vec::new();
        let edition = Edition {
            created,
            current: None,
            origin: None,
            source: "",
        };
        draft
            .write(&mut bytes, &edition)
            .expect("memory takes every write");
        let database = Database::of_bytes(bytes).expect("what was written is a store");
        assert_eq!(database.verify().len(), 0, "{:?}", database.verify());
    }
});
