//! What a marker says, as a tree.

use std::hash::{Hash, Hasher};

use pyward_model::{PackageName, Specifiers};

/// A marker, or a part of one.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    /// All of them hold.
    And(Vec<Self>),
    /// One of them holds.
    Or(Vec<Self>),
    /// Two values compared.
    Comparison(Box<Comparison>),
}

/// `left operator right`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    pub(super) left: Operand,
    pub(super) operator: Operator,
    pub(super) right: Operand,
    /// Operator and right side as a version specifier, where the left is a Python version and they are one.
    pub(super) specifiers: Option<Specifiers>,
    /// The normalised names of the extras it is about.
    extras: Vec<Box<str>>,
}

/// The rest follows from these three.
impl Hash for Comparison {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.left, self.operator, &self.right).hash(state);
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operand {
    Literal(Box<str>),
    Variable(Variable),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operator {
    Arbitrary,
    Compatible,
    Equal,
    NotEqual,
    LessEqual,
    GreaterEqual,
    Less,
    Greater,
    In,
    NotIn,
}

/// Longest first, so that the first that fits is the one meant.
pub(super) const SIGNS: [(&str, Operator); 8] = [
    ("===", Operator::Arbitrary),
    ("~=", Operator::Compatible),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessEqual),
    (">=", Operator::GreaterEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Variable {
    PythonVersion,
    PythonFullVersion,
    OsName,
    SysPlatform,
    PlatformSystem,
    PlatformMachine,
    /// Kernel, implementation and the like, which no environment here fixes.
    Unfixed,
    Extra,
    /// `extras` of PEP 751, a set.
    Extras,
    /// `dependency_groups` of PEP 751, a set.
    DependencyGroups,
}

impl Variable {
    /// The variable of this name, which may be one of those from before PEP 508.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "python_version" => Self::PythonVersion,
            "python_full_version" => Self::PythonFullVersion,
            "os_name" | "os.name" => Self::OsName,
            "sys_platform" | "sys.platform" => Self::SysPlatform,
            "platform_system" => Self::PlatformSystem,
            "platform_machine" | "platform.machine" => Self::PlatformMachine,
            "platform_release" | "platform_version" | "platform.version" => Self::Unfixed,
            "platform_python_implementation" | "platform.python_implementation" => Self::Unfixed,
            "python_implementation" | "implementation_name" | "implementation_version" => {
                Self::Unfixed
            }
            "extra" => Self::Extra,
            "extras" => Self::Extras,
            "dependency_groups" => Self::DependencyGroups,
            _ => return None,
        })
    }

    fn is_python(self) -> bool {
        matches!(self, Self::PythonVersion | Self::PythonFullVersion)
    }
}

impl Operator {
    pub(super) fn sign(self) -> &'static str {
        SIGNS
            .iter()
            .find(|(_, operator)| *operator == self)
            .map_or("in", |(sign, _)| sign)
    }
}

impl Comparison {
    pub(super) fn new(left: Operand, operator: Operator, right: Operand) -> Self {
        let specifiers = match (&left, &right) {
            (Operand::Variable(variable), Operand::Literal(text)) if variable.is_python() => {
                Specifiers::parse(&format!("{}{text}", operator.sign()))
                    .ok()
                    .filter(|_| !text.contains(','))
            }
            _ => None,
        };
        let extras = match (&left, &right) {
            (Operand::Variable(Variable::Extra), Operand::Literal(text))
                if operator == Operator::In =>
            {
                text.split(|ch: char| ch == ',' || ch.is_whitespace())
                    .filter(|name| !name.is_empty())
                    .map(normalised)
                    .collect()
            }
            (Operand::Variable(Variable::Extra), Operand::Literal(name))
            | (Operand::Literal(name), Operand::Variable(Variable::Extra | Variable::Extras)) => {
                vec![normalised(name)]
            }
            _ => Vec::new(),
        };
        Self {
            left,
            operator,
            right,
            specifiers,
            extras,
        }
    }

    pub(super) fn extra_names(&self) -> impl Iterator<Item = &str> {
        self.extras.iter().map(AsRef::as_ref)
    }

    /// Whether one of its sides is a Python version.
    pub(super) fn is_about_python(&self) -> bool {
        [&self.left, &self.right]
            .iter()
            .any(|side| matches!(side, Operand::Variable(variable) if variable.is_python()))
    }

    /// Whether it asks for extras.
    pub(super) fn is_about_extras(&self) -> bool {
        !self.extras.is_empty()
    }

    /// Whether neither of its sides depends on the platform.
    pub(super) fn is_same_on_all_platforms(&self) -> bool {
        [&self.left, &self.right].iter().all(|side| match side {
            Operand::Literal(_) => true,
            Operand::Variable(variable) => !matches!(
                variable,
                Variable::OsName
                    | Variable::SysPlatform
                    | Variable::PlatformSystem
                    | Variable::PlatformMachine
            ),
        })
    }
}

impl Expression {
    pub(super) fn each_comparison<'a>(&'a self, visit: &mut impl FnMut(&'a Comparison)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.each_comparison(visit);
                }
            }
            Self::Comparison(comparison) => visit(comparison),
        }
    }
}

fn normalised(name: &str) -> Box<str> {
    PackageName::pypi(name).as_str().into()
}
