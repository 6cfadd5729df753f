//! An environment marker: read, judged, and read again from what is shown of it.
#![no_main]

use pyward_inventory::{Environments, Marker};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(marker) = Marker::parse(text) {
        let environments = Environments::all();
        let applies = marker.applies(&environments, &[]);
        let again =
            Marker::parse(&marker.to_string()).expect("a marker that was read is shown as one");
        assert_eq!(again.applies(&environments, &[]), applies);
    }
});
