//! What every source of advisories publishes: catalogues, tables, records as YAML, archives.
#![no_main]

use pyward_advisory::SOURCES;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let source = SOURCES[usize::from(*first) % SOURCES.len()];
    if let Ok(report) = source.try_read(rest) {
        assert!(report.examples.len() <= 20);
    }
});
