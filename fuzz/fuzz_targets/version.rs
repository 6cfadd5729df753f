//! Versions and specifiers: a total order in every ecosystem, and what names a version contains it.
#![no_main]

use std::cmp::Ordering;

use pyward_model::{ECOSYSTEMS, Specifiers};

libfuzzer_sys::fuzz_target!(|texts: (&str, &str, &str)| {
    for rules in ECOSYSTEMS {
        let [a, b, c] = [texts.0, texts.1, texts.2].map(|text| rules.version(text));
        assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            assert!(a <= c);
        }
        assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
        assert_eq!(a, rules.version(a.as_str()));
        let _ = a.is_prerelease();
        if let Some(name) = rules.package(texts.0) {
            assert_eq!(rules.package(name.as_str()), Some(name));
        }
    }
    if let Ok(specifiers) = Specifiers::parse(texts.0)
        && let Some(pin) = specifiers.pin()
    {
        assert!(specifiers.contains(pin));
    }
});
