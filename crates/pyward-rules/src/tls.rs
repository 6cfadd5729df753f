//! Versions of TLS.

use crate::{Cx, Listed};

/// Names of versions that are broken.
pub(crate) static BAD_VERSIONS: Listed = Listed {
    section: "ssl_with_bad_version",
    option: "bad_protocol_versions",
    default: &[
        "PROTOCOL_SSLv2",
        "SSLv2_METHOD",
        "SSLv23_METHOD",
        "PROTOCOL_SSLv3",
        "PROTOCOL_TLSv1",
        "SSLv3_METHOD",
        "TLSv1_METHOD",
        "PROTOCOL_TLSv1_1",
        "TLSv1_1_METHOD",
    ],
};

/// Whether a name is that of a broken version. `SSLv23_METHOD` negotiates the best one both sides have, whatever bandit
/// thinks of its name.
pub(crate) fn is_bad(cx: &Cx<'_>, name: &str) -> bool {
    let is_negotiated = !cx.is_compat() && name == "SSLv23_METHOD";
    !is_negotiated && cx.settings().is_listed(&BAD_VERSIONS, name)
}
