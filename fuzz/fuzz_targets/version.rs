//! Versions and specifiers: a total order, and what names a version contains it.
#![no_main]

use std::cmp::Ordering;

use pyward_model::{Specifiers, Version};

libfuzzer_sys::fuzz_target!(|texts: (&str, &str, &str)| {
    let [a, b, c] = [texts.0, texts.1, texts.2].map(Version::new);
    assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
    if a <= b && b <= c {
        assert!(a <= c);
    }
    assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
    if let Ok(specifiers) = Specifiers::parse(texts.0)
        && let Some(pin) = specifiers.pin()
    {
        assert!(specifiers.contains(pin));
    }
});
