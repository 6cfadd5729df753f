//! What is said beside the results.

use std::collections::BTreeSet;

use pyward_model::{NoticeKind, Report, Weight};
use serde_json::{Value, json};

use super::message::{message, plain};
use super::place::physical;
use crate::source_root::SourceRoot;

/// Notices that are passed on.
const MOST: usize = 1_000;

/// Notifications being collected.
pub(super) struct Notifications {
    notifications: Vec<Value>,
    kinds: BTreeSet<NoticeKind>,
}

impl Notifications {
    /// The notices of a report; heaviest first.
    pub(super) fn new(report: &Report, root: &SourceRoot) -> Self {
        let mut all = Self {
            notifications: Vec::new(),
            kinds: BTreeSet::new(),
        };
        let (gaps, notes) = crate::report_view::notices(report);
        for notice in gaps.iter().chain(&notes).take(MOST) {
            let mut text = plain(&notice.message);
            if let Some(hint) = &notice.hint {
                text = format!("{text}; {}", plain(hint));
            }
            let mut notification = json!({
                "descriptor": {"id": notice.kind.word()},
                "level": match notice.weight {
                    Weight::Incomplete => "error",
                    Weight::Gap => "warning",
                    Weight::Info => "note",
                },
                "message": {"text": text},
            });
            if let Some(place) = &notice.location {
                let physical = physical(place, &[], root);
                notification["locations"] = json!([{"physicalLocation": physical}]);
            }
            all.kinds.insert(notice.kind);
            all.notifications.push(notification);
        }
        let left = report.notices.len().saturating_sub(MOST);
        if left > 0 {
            all.cut(&format!("{left} more notices are left out"));
        }
        all
    }

    /// Says that something was left out for a limit.
    pub(super) fn cut(&mut self, text: &str) {
        self.kinds.insert(NoticeKind::Limit);
        self.notifications.push(json!({
            "descriptor": {"id": NoticeKind::Limit.word()},
            "level": "warning",
            "message": message(text),
        }));
    }

    /// The kinds that occur, described, and all notifications.
    pub(super) fn finish(self) -> (Vec<Value>, Vec<Value>) {
        let kinds = self.kinds.into_iter().map(|kind| {
            json!({
                "id": kind.word(),
                "shortDescription": {"text": kind.about()},
            })
        });
        (kinds.collect(), self.notifications)
    }
}
