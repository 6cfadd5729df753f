//! Readers of XML.

use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::{Cx, Hit, defused, fixed};

/// What is said of a call.
pub(crate) fn call_hit(name: &str) -> Hit {
    let message = format!("{name} expands entities without a bound where Expat is old");
    Hit::new(Severity::Medium, Confidence::High, message)
}

/// What is said of an import.
pub(crate) fn import_hit(name: &str) -> Hit {
    let message = format!("{name} expands entities without a bound where Expat is old");
    Hit::new(Severity::Low, Confidence::High, message)
}

/// Nobody else has a say in what is fixed in the source; and Expat 2.4.1 has put a bound to entities.
pub(crate) fn judge(cx: &Cx<'_>, node: Node<'_>, hit: Hit) -> Option<Hit> {
    let call = Call::of(node)?;
    let document = call.positional(0);
    let is_fixed = document.is_some_and(|document| fixed::is_fixed(cx, document));
    (!is_fixed).then(|| {
        let hit = Hit {
            severity: Severity::Low,
            ..hit
        };
        defused::fixed(cx, call, hit)
    })
}
