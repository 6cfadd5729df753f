//! A requirement by PEP 508.
#![no_main]

use pyward_inventory::{Marker, Requirement};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(requirement) = Requirement::parse(text) {
        assert!(requirement.name.is_valid(), "{:?}", requirement.name);
        assert!(
            requirement
                .marker
                .is_none_or(|marker| Marker::parse(&marker).is_ok())
        );
    }
});
