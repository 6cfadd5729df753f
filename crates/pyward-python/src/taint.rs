//! What flows from where to where.
//!
//! The model says what sources, sinks, sanitizers and guards are; the interpreter runs functions on abstract values. What
//! it finds are flows: this crate does not know which of them is how bad.

mod flow;
mod interpret;
mod mark;
mod model;
mod state;
mod value;

pub use flow::{Analysis, Flow, Limit, Origin, Place, Step, What};
pub use model::{Example, Model, ModelError};

use crate::Project;
use crate::project::index::{Function, Index};
use interpret::{Interpreter, Reach};

/// The stack the interpreter runs on, in bytes. Nesting is bounded; this is what the bound needs.
const STACK: usize = 256 * 1024 * 1024;

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Whether parameters of public functions are sources, too: whoever uses the package may have them from anybody.
    pub public: bool,
}

impl Project {
    /// The flows of the project.
    #[must_use]
    pub fn flows(&self, model: &Model, scope: Scope) -> Analysis {
        let run = || {
            let index = Index::of(self, &model.registrars());
            let reach = Reach::of(self, &index, model);
            let mut interpreter = Interpreter::new(self, &index, model, &reach);
            for module in 0..self.modules().len() as u32 {
                if reach.is_module(module) {
                    interpreter.run_module(module);
                }
            }
            for direct in [true, false] {
                for (id, function) in index.functions.iter().enumerate() {
                    let id = id as u32;
                    if !function.nested && reach.is_entry(id) && reach.is_direct(id) == direct {
                        interpreter.run_entry(id);
                    }
                }
            }
            if scope.public {
                for (id, function) in index.functions.iter().enumerate() {
                    let id = id as u32;
                    if reach.sinks(id) && is_public(self, &index, function) {
                        interpreter.run_public(id);
                    }
                }
            }
            interpreter.finish()
        };
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, run);
            match thread.map(std::thread::ScopedJoinHandle::join) {
                Ok(Ok(analysis)) => analysis,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => Analysis {
                    flows: Vec::new(),
                    limits: vec![Limit {
                        module: 0,
                        function: "<project>".into(),
                        what: "there is no memory to follow it",
                    }],
                },
            }
        })
    }
}

/// Whether whoever uses the package is meant to call a function: neither its name nor those around it begin with a line.
fn is_public(project: &Project, index: &Index<'_>, function: &Function<'_>) -> bool {
    let class = function
        .class
        .and_then(|class| index.classes.get(class as usize));
    let path = project
        .modules()
        .get(function.module as usize)
        .map_or("", |module| &module.source().path);
    let is_test = path.split('/').any(|part| {
        matches!(part, "tests" | "test" | "testing")
            || part.starts_with("test_")
            || part == "conftest.py"
            || part == "setup.py"
    });
    let hidden = |name: &str| name.starts_with('_') && name != "__init__" && name != "__call__";
    !function.nested
        && !is_test
        && !hidden(function.name())
        && class.is_none_or(|class| !hidden(class.def.name.as_str()))
}
