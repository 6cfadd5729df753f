//! Who publishes advisories, told from their ids.

/// A database whose records reach pyward, mostly through [OSV](https://osv.dev).
#[derive(Debug, PartialEq, Eq)]
pub struct Publisher {
    /// The word it has in the store.
    pub key: &'static str,
    /// What its ids begin with.
    prefix: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where it lives.
    pub url: &'static str,
    /// The license of its data, as an SPDX expression.
    pub license: &'static str,
}

/// Those whose records speak of packages.
const PUBLISHERS: [Publisher; 8] = [
    Publisher {
        key: "ghsa",
        prefix: "GHSA-",
        name: "GitHub Advisory Database",
        url: "https://github.com/github/advisory-database",
        license: "CC-BY-4.0",
    },
    Publisher {
        key: "pysec",
        prefix: "PYSEC-",
        name: "PyPA Advisory Database",
        url: "https://github.com/pypa/advisory-database",
        license: "CC-BY-4.0",
    },
    Publisher {
        key: "mal",
        prefix: "MAL-",
        name: "OpenSSF Malicious Packages",
        url: "https://github.com/ossf/malicious-packages",
        license: "Apache-2.0",
    },
    Publisher {
        key: "oss-fuzz",
        prefix: "OSV-",
        name: "OSS-Fuzz",
        url: "https://github.com/google/oss-fuzz-vulns",
        license: "CC-BY-4.0",
    },
    Publisher {
        key: "rustsec",
        prefix: "RUSTSEC-",
        name: "RustSec Advisory Database",
        url: "https://github.com/rustsec/advisory-db",
        license: "CC0-1.0",
    },
    Publisher {
        key: "go",
        prefix: "GO-",
        name: "Go Vulnerability Database",
        url: "https://github.com/golang/vulndb",
        license: "CC-BY-4.0",
    },
    Publisher {
        key: "safety",
        prefix: "pyup.io-",
        name: "Safety DB",
        url: "https://data.safetycli.com",
        license: "CC-BY-NC-SA-4.0 or by contract",
    },
    Publisher {
        key: "sfty",
        prefix: "SFTY-",
        name: "Safety DB",
        url: "https://data.safetycli.com",
        license: "CC-BY-NC-SA-4.0 or by contract",
    },
];

/// Whoever else writes records in the OSV format, such as a company for its own packages.
const OTHER: Publisher = Publisher {
    key: "other",
    prefix: "",
    name: "other OSV records",
    url: "",
    license: "",
};

impl Publisher {
    /// The publisher of the record with this id.
    pub fn of_id(id: &str) -> &'static Self {
        PUBLISHERS
            .iter()
            .find(|publisher| id.starts_with(publisher.prefix))
            .unwrap_or(&OTHER)
    }

    /// The publisher by its word in the store.
    pub fn of_key(key: &str) -> Option<&'static Self> {
        PUBLISHERS
            .iter()
            .chain([&OTHER])
            .find(|publisher| publisher.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_their_publisher() {
        for (id, key) in [
            ("GHSA-xxxx-yyyy-zzzz", "ghsa"),
            ("PYSEC-2024-75", "pysec"),
            ("MAL-2025-1", "mal"),
            ("RUSTSEC-2024-0001", "rustsec"),
            ("GO-2024-0001", "go"),
            ("ACME-7", "other"),
            ("", "other"),
        ] {
            let publisher = Publisher::of_id(id);
            assert_eq!(publisher.key, key);
            assert_eq!(Publisher::of_key(key), Some(publisher));
        }
        assert_eq!(Publisher::of_key("nobody"), None);
    }
}
