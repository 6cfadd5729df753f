//! A store, damaged or made to deceive: opened, checked, searched and asked.
#![no_main]

use pyward_advisory::Database;
use pyward_model::PackageName;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(database) = Database::of_bytes(data.to_vec()) else {
        return;
    };
    let _ = database.verify();
    let _ = database.search("a", 10);
    for name in ["a", "aiohttp", "zope-interface"] {
        let _ = database.advisories(&PackageName::pypi(name));
    }
    let _ = database.prose("CVE-2024-1");
});
