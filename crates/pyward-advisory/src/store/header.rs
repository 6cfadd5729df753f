//! The second line of a store: what it holds and how to tell that it is whole.

use pyward_model::{Date, EcosystemRules};
use serde::{Deserialize, Serialize};

/// The header, one line of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// The name of the source it was made from; empty for an import and for OSV's export.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The ecosystem it speaks of, by its name in OSV; empty for PyPI.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ecosystem: String,
    /// The day the store was made, `YYYY-MM-DD`.
    pub created: String,
    /// The day its data was current: for an update the day it was asked for, for an import that of the newest record.
    pub current: Option<String>,
    /// Whose records it holds, most records first.
    pub sources: Vec<HeaderSource>,
    /// Records that speak of at least one package.
    pub records: usize,
    /// Packages they speak of.
    pub packages: usize,
    /// Lines of the facts section: one a record and package.
    pub lines: usize,
    /// Withdrawn records among `records`.
    pub withdrawn: usize,
    /// Length of the facts section in bytes.
    pub facts_bytes: usize,
    /// Length of the prose section in bytes.
    pub prose_bytes: usize,
    /// SHA-256 of both sections, in lower-case hexadecimal digits.
    pub sha256: String,
    /// Where updates come from; absent in an imported store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// A publisher's share of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeaderSource {
    /// Its name.
    pub name: String,
    /// Where it lives.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The license of its data.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub license: String,
    /// The day its data was current, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Its records.
    pub records: usize,
}

/// What the next update needs to know of the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// The base URL, without credentials.
    pub url: String,
    /// The `ETag` of the archive the store was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_etag: Option<String>,
    /// The `ETag` of the list of changes it is level with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_etag: Option<String>,
    /// The newest change it holds, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watermark: Option<String>,
}

impl Header {
    /// The rules of its ecosystem; `None` where this program does not know them.
    pub fn rules(&self) -> Option<&'static EcosystemRules> {
        if self.ecosystem.is_empty() {
            return Some(EcosystemRules::pypi());
        }
        EcosystemRules::of_osv_name(&self.ecosystem)
    }

    /// The day its data was current.
    pub fn current(&self) -> Option<Date> {
        Date::parse(self.current.as_deref()?)
    }
}
