//! `except` clauses that swallow whatever comes.

use pyward_model::{Confidence, Severity};
use pyward_python::views::{ExceptHandler, Kind};

use crate::{Cx, Hit};

/// A clause that catches everything and whose whole body is one statement of a kind. `rule` may be set to look at clauses
/// that catch less.
pub(crate) fn by(
    cx: &Cx<'_>,
    handler: ExceptHandler<'_>,
    kind: Kind,
    rule: &str,
    message: &str,
) -> Option<Hit> {
    let mut body = handler.body();
    let is_only = body.next()?.kind() == kind && body.next().is_none();
    let is_broad = handler.caught().is_none_or(|caught| {
        caught.name_id() == Some("Exception")
            || (!cx.is_compat() && caught.name_id() == Some("BaseException"))
            || cx.settings().flag(rule, "check_typed_exception")
    });
    (is_only && is_broad).then(|| Hit::new(Severity::Low, Confidence::High, message))
}
