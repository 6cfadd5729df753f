//! YAML of lock files and of other tools' settings: what is read has lines of the document.
#![no_main]

use pyward_inventory::yaml;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let document = yaml::parse(text);
    let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines = text.split(breaks).count() + 1;
    let mut open: Vec<&yaml::Value> = document.root.iter().collect();
    while let Some(value) = open.pop() {
        assert!(value.line as usize <= lines);
        open.extend(value.items());
        open.extend(value.entries().iter().map(|(_, value)| value));
    }
});
