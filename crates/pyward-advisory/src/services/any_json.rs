//! Any JSON, for tests of what reads it.

use proptest::prelude::*;
use serde_json::{Value, json};

/// Values of every type, among them keys that answers of services have.
pub(super) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "(|1\\.0|GHSA-1|demo-1\\.0\\.tar\\.gz|quarantined|[a-z<\u{1b}]{0,6})".prop_map(Value::from),
    ];
    let key =
        "(id|vulns|aliases|fixed_in|modified|vulnerabilities|next_page_token|filename|yanked)";
    leaf.prop_recursive(3, 12, 3, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(|items| json!(items)),
            proptest::collection::btree_map(key, inner, 0..3).prop_map(|items| json!(items)),
        ]
    })
}
