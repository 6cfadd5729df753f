//! The normal form of a version, as tools write it into pins.

use std::fmt::Write as _;

use super::{Parts, Version, digits};

impl Version {
    /// The text in the [normal form of PEP 440](https://packaging.python.org/en/latest/specifications/version-specifiers/#normalization):
    /// `v1.0-RC.1` is `1.0rc1`. Zeros at the end of the release stay, as they do for pip. `None` for all but PEP 440
    /// versions.
    pub fn normalised(&self) -> Option<String> {
        if !self.is_pep440() {
            return None;
        }
        let parts = Parts::read(&self.text)?;
        let mut text = String::with_capacity(self.text.len());
        if !digits(parts.epoch).is_empty() {
            let _ = write!(text, "{}!", digits(parts.epoch));
        }
        for (count, segment) in parts.release.split('.').enumerate() {
            if count > 0 {
                text.push('.');
            }
            text.push_str(number(segment));
        }
        if let Some((rank, count)) = parts.pre {
            let letters = match rank {
                0x02 => "a",
                0x03 => "b",
                _ => "rc",
            };
            let _ = write!(text, "{letters}{}", number(count));
        }
        if let Some(count) = parts.post {
            let _ = write!(text, ".post{}", number(count));
        }
        if let Some(count) = parts.dev {
            let _ = write!(text, ".dev{}", number(count));
        }
        if let Some(local) = parts.local {
            for (count, segment) in local.split(['.', '-', '_']).enumerate() {
                text.push(if count == 0 { '+' } else { '.' });
                if segment.bytes().all(|b| b.is_ascii_digit()) {
                    text.push_str(number(segment));
                } else {
                    text.push_str(&segment.to_ascii_lowercase());
                }
            }
        }
        Some(text)
    }
}

/// Digits without leading zeros; `0` where nothing else is there.
fn number(text: &str) -> &str {
    match digits(text) {
        "" => "0",
        digits => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tolerated_spellings_have_one_normal_form() {
        for (text, normal) in [
            ("1.0", "1.0"),
            ("v01.00.0", "1.0.0"),
            ("0!1", "1"),
            ("1!2", "1!2"),
            ("1.0-ALPHA", "1.0a0"),
            ("1.0_preview.02", "1.0rc2"),
            ("1.0c3", "1.0rc3"),
            ("1-1", "1.post1"),
            ("1.rev", "1.post0"),
            ("1.0.DEV", "1.0.dev0"),
            (
                "1.0rc1.post2.dev3+Ubuntu-01_x",
                "1.0rc1.post2.dev3+ubuntu.1.x",
            ),
        ] {
            assert_eq!(
                Version::new(text).normalised().as_deref(),
                Some(normal),
                "{text}"
            );
        }
        assert_eq!(Version::new("2004d").normalised(), None);
    }

    proptest! {
        #[test]
        fn the_normal_form_is_the_same_version_and_its_own_normal_form(
            text in "v?[0-9]{1,3}(\\.[0-9]{1,3}){0,3}([-_.]?(a|B|rc|pre)[-.]?[0-9]{0,2})?(-[0-9]|\\.post[0-9]?)?(\\.dev[0-9]{0,2})?(\\+[a-zA-Z0-9]{1,4}([-_.][a-z0-9]{1,4})?)?"
        ) {
            let version = Version::new(&text);
            let normal = version.normalised().unwrap();
            let again = Version::new(&normal);
            prop_assert_eq!(&again, &version);
            prop_assert_eq!(again.normalised().unwrap(), normal);
        }
    }
}
