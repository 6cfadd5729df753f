//! The fast TOML reader against the full one: what both take, they read alike.
#![no_main]

use pyward_inventory::toml;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let full = toml::full(text);
    if let Some(fast) = toml::scan(text) {
        assert_eq!(Ok(fast), full);
    }
    if toml::scan_without(text, &["files", "a"]).is_some() {
        assert!(toml::full(text).is_ok());
    }
    // What is salvaged of a broken document is no larger than the document.
    if full.is_err() {
        let _ = toml::salvage(text);
    }
});
