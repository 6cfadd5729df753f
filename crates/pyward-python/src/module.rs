//! A parsed source file.

use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::Ranged as _;

use crate::Source;

/// A source file with its syntax tree. Where the source has faults, the tree holds what could be read around them.
pub struct Module {
    source: Source,
    parsed: Parsed<ModModule>,
}

/// A place in a source that is no Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxFault {
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where, as a byte offset.
    pub offset: usize,
}

impl Module {
    /// Parses a source.
    #[must_use]
    pub fn parse(source: Source) -> Self {
        let parsed = parse_unchecked_source(&source.text, PySourceType::Python);
        Self { source, parsed }
    }

    /// The source it was parsed from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The faults of the source, in its order.
    pub fn faults(&self) -> impl Iterator<Item = SyntaxFault> {
        self.parsed.errors().iter().map(|error| SyntaxFault {
            message: error.error.to_string(),
            offset: error.range().start().to_usize(),
        })
    }

    /// Its syntax tree.
    pub(crate) fn ast(&self) -> &ModModule {
        self.parsed.syntax()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_around_a_fault_is_read() {
        let source = Source::decode("a.py", b"import os\nx = = 1\nos.system('ls')\n").unwrap();
        let module = Module::parse(source);
        let faults: Vec<_> = module.faults().collect();
        assert!(!faults.is_empty());
        assert_eq!(faults[0].offset, 14);
        assert_eq!(module.ast().body.len(), 3);
    }
}
