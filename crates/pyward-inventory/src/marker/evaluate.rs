//! A marker against all environments at once.
//!
//! Every comparison yields two sets of environments, as bits: where it may hold and where it may fail. Unknown is being
//! in both, so `and` and `or` on the sets are Kleene's logic.

use std::cell::RefCell;

use foldhash::HashMap;
use pyward_model::{Specifiers, Version};

use super::expression::{Comparison, Expression, Operand, Operator, Variable};
use crate::Environments;
use crate::environments::Python;

/// What markers are judged by.
pub(super) struct Judge<'a> {
    pub(super) environments: &'a Environments,
    /// Whether the requiring package was asked for with the extra of this normalised name.
    pub(super) has_extra: &'a dyn Fn(&str) -> bool,
    /// What was found out for the same environments before, if that is kept.
    pub(super) known: Option<&'a Known>,
}

/// Comparisons that do not ask for extras, and where they hold: the markers of a lock are made of the same few.
pub(super) type Known = RefCell<HashMap<Comparison, Masks>>;

/// The environments in which an expression may hold, and those in which it may fail: a bit each.
#[derive(Clone, Copy)]
pub(super) struct Masks {
    pub(super) may_hold: u128,
    pub(super) may_fail: u128,
}

/// `None` is unknown.
type Truth = Option<bool>;

impl Judge<'_> {
    pub(super) fn masks(&self, expression: &Expression) -> Masks {
        let all = self.environments.mask();
        match expression {
            Expression::And(parts) => parts.iter().map(|part| self.masks(part)).fold(
                Masks {
                    may_hold: all,
                    may_fail: 0,
                },
                |a, b| Masks {
                    may_hold: a.may_hold & b.may_hold,
                    may_fail: a.may_fail | b.may_fail,
                },
            ),
            Expression::Or(parts) => parts.iter().map(|part| self.masks(part)).fold(
                Masks {
                    may_hold: 0,
                    may_fail: all,
                },
                |a, b| Masks {
                    may_hold: a.may_hold | b.may_hold,
                    may_fail: a.may_fail & b.may_fail,
                },
            ),
            Expression::Comparison(comparison) => match self.known {
                Some(known) if !comparison.is_about_extras() => {
                    if let Some(masks) = known.borrow().get(&**comparison) {
                        return *masks;
                    }
                    let masks = self.comparison(comparison);
                    known.borrow_mut().insert((**comparison).clone(), masks);
                    masks
                }
                _ => self.comparison(comparison),
            },
        }
    }

    fn comparison(&self, comparison: &Comparison) -> Masks {
        let mut masks = Masks {
            may_hold: 0,
            may_fail: 0,
        };
        let platforms = self.environments.platforms();
        let same = comparison.is_same_on_all_platforms();
        let mut bit = 1_u128;
        let mut last = None;
        for python in self.environments.pythons() {
            for (at, platform) in platforms.iter().enumerate() {
                let truth = match last {
                    Some(truth) if same && (at > 0 || !comparison.is_about_python()) => truth,
                    _ => self.truth(comparison, python, &|variable| match variable {
                        Variable::OsName => Some(platform.os_name()),
                        Variable::SysPlatform => Some(platform.sys_platform(python)),
                        Variable::PlatformSystem => Some(platform.platform_system()),
                        Variable::PlatformMachine => platform.platform_machine(),
                        _ => None,
                    }),
                };
                last = Some(truth);
                masks.may_hold |= if truth == Some(false) { 0 } else { bit };
                masks.may_fail |= if truth == Some(true) { 0 } else { bit };
                bit <<= 1;
            }
        }
        if masks.may_hold == 0 && self.environments.has_open_platforms() && is_elsewhere(comparison)
        {
            // It holds on none of the platforms that are told apart, yet there are others.
            masks.may_hold = self.environments.mask();
        }
        masks
    }

    fn truth(
        &self,
        comparison: &Comparison,
        python: &Python,
        platform: &dyn Fn(Variable) -> Option<&'static str>,
    ) -> Truth {
        let Comparison {
            left,
            operator,
            right,
            ..
        } = comparison;
        match (left, right) {
            (Operand::Variable(Variable::Extra), Operand::Literal(_))
            | (Operand::Literal(_), Operand::Variable(Variable::Extra | Variable::Extras)) => {
                self.extra(comparison)
            }
            (Operand::Variable(Variable::PythonFullVersion), Operand::Literal(text)) => {
                over_micros(python, text, &|full| versions(comparison, full, None))
            }
            (Operand::Literal(text), Operand::Variable(Variable::PythonFullVersion)) => {
                over_micros(python, text, &|full| {
                    versions(comparison, &Version::new(text), Some(full.as_str()))
                })
            }
            (Operand::Variable(Variable::PythonVersion), Operand::Literal(_)) => {
                versions(comparison, python.version(), None)
            }
            (Operand::Literal(text), Operand::Variable(Variable::PythonVersion)) => versions(
                comparison,
                &Version::new(text),
                Some(python.version().as_str()),
            ),
            _ => {
                let value = |side: &Operand| match side {
                    Operand::Literal(text) => Some(text.to_string()),
                    Operand::Variable(Variable::PythonVersion) => {
                        Some(python.version().to_string())
                    }
                    Operand::Variable(Variable::PythonFullVersion) => {
                        python.full().map(ToString::to_string)
                    }
                    Operand::Variable(variable) => platform(*variable).map(ToOwned::to_owned),
                };
                strings(&value(left)?, *operator, &value(right)?)
            }
        }
    }

    /// `extra == "x"`, `"x" in extras` and their contraries; what else may be asked of extras is unknown.
    fn extra(&self, comparison: &Comparison) -> Truth {
        let asked = comparison.extra_names().any(|name| (self.has_extra)(name));
        let set = comparison.right == Operand::Variable(Variable::Extras);
        match comparison.operator {
            Operator::Equal | Operator::Arbitrary if !set => Some(asked),
            Operator::NotEqual if !set => Some(!asked),
            Operator::In if set || matches!(comparison.right, Operand::Literal(_)) => Some(asked),
            Operator::NotIn if set => Some(!asked),
            _ => None,
        }
    }
}

/// Whether a comparison that fails on Linux, macOS and Windows may hold on another platform, such as FreeBSD.
fn is_elsewhere(comparison: &Comparison) -> bool {
    let ((Operand::Variable(variable), Operand::Literal(literal))
    | (Operand::Literal(literal), Operand::Variable(variable))) =
        (&comparison.left, &comparison.right)
    else {
        return false;
    };
    let known: &[&str] = match variable {
        Variable::OsName => &["posix", "nt"],
        // Linux had the version of its kernel in the name once.
        Variable::SysPlatform => &["linux", "linux2", "darwin", "win32"],
        Variable::PlatformSystem => &["Linux", "Darwin", "Windows"],
        _ => return false,
    };
    let is_equality = matches!(comparison.operator, Operator::Equal | Operator::Arbitrary);
    !(is_equality && known.contains(&&**literal))
}

/// Versions are compared as such; what is no version specifier can only be equal as text or unknown.
fn versions(comparison: &Comparison, left: &Version, right: Option<&str>) -> Truth {
    let literal = || match &comparison.right {
        Operand::Literal(text) => text.as_ref(),
        Operand::Variable(_) => "",
    };
    let operator = comparison.operator;
    if matches!(operator, Operator::In | Operator::NotIn) {
        return strings(left.as_str(), operator, right.unwrap_or_else(literal));
    }
    let written;
    let specifiers = match right {
        None => comparison.specifiers.as_ref(),
        Some(value) => {
            written = Specifiers::parse(&format!("{}{value}", operator.sign())).ok();
            written.as_ref()
        }
    };
    match specifiers {
        Some(specifiers) => Some(specifiers.contains(left)),
        None if matches!(operator, Operator::Equal | Operator::NotEqual) => {
            strings(left.as_str(), operator, right.unwrap_or_else(literal))
        }
        None => None,
    }
}

/// What holds for the full version; where that is not known, what holds for all it could be.
fn over_micros(python: &Python, text: &str, holds: &dyn Fn(&Version) -> Truth) -> Truth {
    match python.full() {
        Some(full) => holds(full),
        None => python.holds_for_micros(text, holds),
    }
}

fn strings(left: &str, operator: Operator, right: &str) -> Truth {
    Some(match operator {
        Operator::Equal | Operator::Arbitrary => left == right,
        Operator::NotEqual => left != right,
        Operator::In => right.contains(left),
        Operator::NotIn => !right.contains(left),
        Operator::Less => left < right,
        Operator::LessEqual => left <= right,
        Operator::Greater => left > right,
        Operator::GreaterEqual => left >= right,
        Operator::Compatible => return None,
    })
}
