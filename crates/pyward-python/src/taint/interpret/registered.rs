//! Functions that are handed to a framework by a call (`path("x", view)`, `add_url_rule`, `basic_consume`), which then
//! calls them with what comes in.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use ruff_python_ast::{Expr, ExprCall, Stmt};

use crate::project::Project;
use crate::project::index::{Index, ModuleIndex, Top, hash};
use crate::taint::model::{HandlerSpec, Model};

/// How a function was handed over.
#[derive(Clone, Debug)]
pub(super) struct Registration {
    /// By which handler of the model, by its number.
    pub(super) handler: usize,
    /// The address it answers to, where that is written there.
    pub(super) address: String,
}

/// The functions handed over, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Registered(HashMap<u32, Registration, FixedState>);

impl Registered {
    pub(super) fn of(project: &Project, index: &Index<'_>, model: &Model) -> Self {
        let mut all = Self::default();
        if index.modules.iter().all(|it| it.registrations.is_empty()) {
            return all;
        }
        let functions = Functions::of(project, index);
        for (module, own) in index.modules.iter().enumerate() {
            for call in &own.registrations {
                let callee = called(own, call);
                for (handler, spec) in model.handlers.iter().enumerate() {
                    if !is_given(spec, &callee, own) {
                        continue;
                    }
                    let Some(given) = argument(spec, call) else {
                        continue;
                    };
                    for id in functions.meant(module as u32, own, given) {
                        all.0.entry(id).or_insert_with(|| Registration {
                            handler,
                            address: address(call),
                        });
                    }
                }
            }
        }
        all
    }

    pub(super) fn get(&self, function: u32) -> Option<&Registration> {
        self.0.get(&function)
    }
}

/// The name of what is called, as far as the imports say.
fn called(own: &ModuleIndex<'_>, call: &ExprCall) -> String {
    let mut parts = Vec::new();
    let mut expr = &*call.func;
    while let Expr::Attribute(attribute) = expr {
        parts.push(attribute.attr.as_str());
        expr = &attribute.value;
        if parts.len() > 6 {
            break;
        }
    }
    let mut name = match expr {
        Expr::Name(name) => {
            let local = hash(name.id.as_str());
            let means = own.imports.iter().find(|(known, _)| *known == local);
            means.map_or_else(|| name.id.to_string(), |(_, means)| means.clone())
        }
        _ => "?".to_owned(),
    };
    for part in parts.iter().rev() {
        name.push('.');
        name.push_str(part);
    }
    name
}

fn is_given(spec: &HandlerSpec, callee: &str, own: &ModuleIndex<'_>) -> bool {
    let last = callee.rsplit('.').next().unwrap_or(callee);
    spec.given
        .iter()
        .any(|given| match given.strip_prefix("*.") {
            Some(method) => method == last && own.imports_any(&spec.imports),
            None => given == callee,
        })
}

fn argument<'a>(spec: &HandlerSpec, call: &'a ExprCall) -> Option<&'a Expr> {
    let named = spec.argument.names.iter().find_map(|name| {
        let keyword = call.arguments.find_keyword(name)?;
        Some(&keyword.value)
    });
    named.or_else(|| call.arguments.args.get(spec.argument.position?))
}

/// The first text among the arguments.
fn address(call: &ExprCall) -> String {
    let text = call.arguments.args.iter().find_map(|expr| match expr {
        Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
        _ => None,
    });
    text.unwrap_or_default()
}

/// The functions that stand in no class, by name.
struct Functions<'i> {
    by_name: HashMap<&'i str, Vec<(u32, u32)>, FixedState>,
    /// The last parts of the modules' names.
    stems: Vec<String>,
}

impl<'i> Functions<'i> {
    fn of(project: &Project, index: &'i Index<'_>) -> Self {
        let mut by_name: HashMap<&str, Vec<(u32, u32)>, FixedState> = HashMap::default();
        for (id, function) in index.functions.iter().enumerate() {
            if function.class.is_none() {
                let known = by_name.entry(function.name()).or_default();
                known.push((function.module, id as u32));
            }
        }
        let stems = project.modules().iter().map(|module| {
            let path = module.source().path.trim_end_matches(".py");
            let path = path.trim_end_matches("/__init__");
            path.rsplit('/').next().unwrap_or(path).to_owned()
        });
        Self {
            by_name,
            stems: stems.collect(),
        }
    }

    /// The functions an expression may mean.
    fn meant(&self, module: u32, own: &ModuleIndex<'_>, expr: &Expr) -> Vec<u32> {
        match expr {
            Expr::Name(name) => match own.top.get(name.id.as_str()) {
                Some(Top::Import(Stmt::ImportFrom(import))) => {
                    let from = import.module.as_ref().map_or("", |from| from.as_str());
                    let stem = from.rsplit('.').next().unwrap_or(from);
                    let real = import.names.iter().find(|alias| {
                        alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name.id.as_str()
                    });
                    let real = real.map_or(name.id.as_str(), |alias| alias.name.as_str());
                    self.of_stem(stem, real)
                }
                _ => self.of_module(module, name.id.as_str()),
            },
            Expr::Attribute(attribute) => {
                let stem = match &*attribute.value {
                    Expr::Name(name) => {
                        let local = hash(name.id.as_str());
                        let means = own.imports.iter().find(|(known, _)| *known == local);
                        let means = means.map_or(name.id.as_str(), |(_, means)| means.as_str());
                        means.rsplit('.').next().unwrap_or(means)
                    }
                    Expr::Attribute(inner) => inner.attr.as_str(),
                    _ => return Vec::new(),
                };
                self.of_stem(stem, attribute.attr.as_str())
            }
            // A decorator or `as_view` around it.
            Expr::Call(call) if call.arguments.args.len() == 1 => {
                match call.arguments.args.first() {
                    Some(inner @ (Expr::Name(_) | Expr::Attribute(_))) => {
                        self.meant(module, own, inner)
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    fn of_module(&self, module: u32, name: &str) -> Vec<u32> {
        let known = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let own = known.iter().filter(|(of, _)| *of == module);
        own.map(|(_, id)| *id).take(4).collect()
    }

    fn of_stem(&self, stem: &str, name: &str) -> Vec<u32> {
        let known = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let there = known.iter().filter(|(of, _)| {
            let own = self.stems.get(*of as usize);
            own.is_some_and(|own| own == stem)
        });
        there.map(|(_, id)| *id).take(8).collect()
    }
}
