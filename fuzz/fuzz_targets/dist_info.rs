//! Metadata of an installed package, read for an audit and for pins.
#![no_main]

use pyward_inventory::{FreezeOptions, freeze, installed};
use pyward_target::Tree;

const METADATA: &str = "site-packages/demo-1.0.dist-info/METADATA";
const DIRECT: &str = "site-packages/demo-1.0.dist-info/direct_url.json";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[(METADATA, data)]);
    let tree = Tree::memory(&[(METADATA, data), (DIRECT, data)]);
    let frozen = freeze(installed(&tree), &FreezeOptions::default());
    for line in frozen.lines {
        assert!(!line.contains(char::is_control), "{line:?}");
    }
});
