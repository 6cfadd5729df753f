//! Marks and facts, from the view of a caller to that of what it calls, and back.

use std::rc::Rc;
use std::sync::Arc;

use super::Frame;
use crate::taint::flow::{Place, What};
use crate::taint::mark::{Fact, Mark, Marks, Origin, appended, extend, meet, unite};

/// The marks as arguments: numbered by origin.
pub(super) fn numbered(marks: &Marks, table: &mut Vec<Mark>) -> Marks {
    marks.map(|mark| {
        let same = |other: &Mark| other.origin == mark.origin && other.source == mark.source;
        let at = if let Some(at) = table.iter().position(same) {
            at
        } else {
            if table.len() >= 64 {
                return None;
            }
            table.push(mark.clone());
            table.len() - 1
        };
        Some(Mark {
            origin: Origin::Argument(at as u16, 0),
            trail: None,
            ..mark
        })
    })
}

/// The marks as they are outside of the function again.
pub(super) fn returned(marks: &Marks, table: &[Mark], place: Place, name: &Arc<str>) -> Marks {
    marks.map(|mark| match mark.origin {
        Origin::Source(..) => Some(Mark {
            trail: extend(mark.trail.as_ref(), place, What::Returned(Arc::clone(name))),
            ..mark
        }),
        Origin::Argument(number, part) => {
            let base = table.get(usize::from(number))?;
            let given = extend(base.trail.as_ref(), place, What::Given(Arc::clone(name)));
            Some(Mark {
                origin: base.origin.within(part),
                trail: appended(given, mark.trail.as_ref()),
                ..mark
            })
        }
    })
}

pub(super) fn origins(said: &[(Origin, u64)], table: &[Mark]) -> Vec<(Origin, u64)> {
    let mut all = Vec::new();
    for (origin, kinds) in said {
        match origin {
            Origin::Argument(u16::MAX, _) | Origin::Source(..) => all.push((*origin, *kinds)),
            Origin::Argument(number, part) => {
                if let Some(mark) = table.get(usize::from(*number)) {
                    all.push((mark.origin.within(*part), *kinds));
                }
            }
        }
    }
    all
}

/// What the truth of a result says: what all returns say that may have given it.
pub(super) fn said_by_returns(frame: &Frame) -> Option<Rc<Fact>> {
    let side = |truth: bool| {
        let mut all: Option<Vec<(Origin, u64)>> = None;
        for one in &frame.returns {
            if one.truth == Some(!truth) {
                continue;
            }
            let mut own = one.cleared.clone();
            if let Some(fact) = &one.fact {
                unite(&mut own, if truth { &fact.if_true } else { &fact.if_false });
            }
            all = Some(match all {
                None => own,
                Some(all) => meet(&all, &own),
            });
        }
        all.unwrap_or_default()
    };
    let fact = Fact {
        if_true: side(true),
        if_false: side(false),
    };
    (fact != Fact::default()).then(|| Rc::new(fact))
}
