//! Which classes may derive from those whose methods a framework calls, and which decorators may make a handler: told
//! before anything is run.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use ruff_python_ast::Expr;

use super::conversions::is_base;
use super::reach::imports_any;
use super::resolve::{Means, Resolver};
use crate::project::Project;
use crate::project::index::{Body, Function, Index, hash};
use crate::taint::model::{HandlerSpec, Model};

/// Handlers, a bit each, by their number in the model. The last bit is shared by all that are left.
type Handlers = u64;

/// What a class has from classes outside of the project.
#[derive(Default)]
struct Outside {
    /// The handlers one of whose bases it may derive from.
    handlers: Handlers,
    /// Hashes of the attributes that are sources.
    sources: Vec<u64>,
}

impl Outside {
    /// Adds what another has; whether that is anything new.
    fn add(&mut self, handlers: Handlers, sources: &[u64]) -> bool {
        let before = (self.handlers, self.sources.len());
        self.handlers |= handlers;
        for source in sources {
            if !self.sources.contains(source) {
                self.sources.push(*source);
            }
        }
        before != (self.handlers, self.sources.len())
    }
}

/// For each class, what it may have from outside.
pub(super) struct Descent<'p, 'a> {
    classes: Vec<Outside>,
    resolver: Resolver<'p, 'a>,
    model: &'p Model,
}

impl<'p, 'a> Descent<'p, 'a>
where
    'p: 'a,
{
    /// Reads all classes. `below` gives the hashes of the sources at or below a name, or below any class at all.
    pub(super) fn of(
        project: &'p Project,
        index: &'p Index<'a>,
        model: &'p Model,
        below: impl Fn(Option<&str>) -> Vec<u64>,
    ) -> Self {
        let anything = below(None);
        let mut known: HashMap<String, Vec<u64>, FixedState> = HashMap::default();
        let mut resolver = Resolver::new(project, index, model);
        let mut classes = Vec::with_capacity(index.classes.len());
        let mut derived: Vec<Vec<u32>> = vec![Vec::new(); index.classes.len()];
        for (id, class) in index.classes.iter().enumerate() {
            let mut own = Outside::default();
            let arguments = class.def.arguments.as_deref();
            for base in arguments.iter().flat_map(|arguments| &*arguments.args) {
                // `Generic[T]` is no class; `classes[0]` may be one.
                if matches!(base, Expr::Subscript(it) if !it.slice.is_literal_expr()) {
                    continue;
                }
                for means in resolver.expression(class.module, base).each() {
                    match means {
                        Means::Class(base) => {
                            if let Some(found) = index.classes.get(*base as usize) {
                                own.handlers |= wanting(model, found.def.name.as_str());
                            }
                            if let Some(derived) = derived.get_mut(*base as usize) {
                                derived.push(id as u32);
                            }
                        }
                        Means::External(name) => {
                            let sources = known
                                .entry(name.clone())
                                .or_insert_with(|| below(Some(name)));
                            own.add(wanting(model, name), sources);
                        }
                        Means::Anything => {
                            own.add(Handlers::MAX, &anything);
                        }
                        _ => {}
                    }
                }
            }
            classes.push(own);
        }
        let mut descent = Self {
            classes,
            resolver,
            model,
        };
        descent.spread(&derived);
        descent
    }

    /// What a class may be, those that derive from it may be, too.
    fn spread(&mut self, derived: &[Vec<u32>]) {
        let mut work: Vec<usize> = (0..self.classes.len()).collect();
        while let Some(id) = work.pop() {
            let Some(base) = self.classes.get_mut(id).map(std::mem::take) else {
                continue;
            };
            for class in derived.get(id).into_iter().flatten() {
                if let Some(own) = self.classes.get_mut(*class as usize)
                    && *class as usize != id
                    && own.add(base.handlers, &base.sources)
                {
                    work.push(*class as usize);
                }
            }
            if let Some(place) = self.classes.get_mut(id) {
                *place = base;
            }
        }
    }

    /// Whether a method mentions an attribute that is a source in a class its own may derive from.
    pub(super) fn reads(&self, function: &Function<'_>) -> bool {
        let own = function
            .class
            .and_then(|class| self.classes.get(class as usize));
        own.is_some_and(|own| own.sources.iter().any(|name| function.mentions(*name)))
    }

    fn handlers(&self, class: usize) -> Handlers {
        self.classes.get(class).map_or(0, |own| own.handlers)
    }

    /// Whether a class may derive from a base of a handler.
    pub(super) fn may_be(&self, class: u32, handler: usize) -> bool {
        self.handlers(class as usize) & bit(handler) != 0
    }

    /// Whether a decorator of a function may be one of a handler's.
    pub(super) fn may_decorate(
        &mut self,
        function: &Function<'a>,
        imports: &[(u64, String)],
        spec: &HandlerSpec,
    ) -> bool {
        let Body::Def(def) = &function.body else {
            return false;
        };
        let is_imported = imports_any(imports, &spec.imports);
        def.decorator_list.iter().any(|decorator| {
            let expr = match &decorator.expression {
                Expr::Call(call) => &*call.func,
                other => other,
            };
            // A method of an object nobody knows has its name alone.
            if let Expr::Attribute(attribute) = expr
                && is_imported
                && spec
                    .decorators
                    .iter()
                    .any(|name| name.strip_prefix("*.") == Some(attribute.attr.as_str()))
            {
                return true;
            }
            // Variables around a function within another are not known yet.
            if function.nested {
                return self.is_mentioned(function, spec);
            }
            let means = self.resolver.expression(function.module, expr);
            means.each().iter().any(|means| match means {
                Means::External(name) => spec.decorators.iter().any(|wanted| wanted == name),
                Means::Anything => self.is_mentioned(function, spec),
                _ => false,
            })
        })
    }

    /// Whether a function mentions a name that a decorator ends in.
    fn is_mentioned(&self, function: &Function<'_>, spec: &HandlerSpec) -> bool {
        let last = |name: &str| hash(name.rsplit('.').next().unwrap_or(name));
        let mut wanted = spec.decorators.iter();
        wanted.any(|wanted| {
            function.mentions(last(wanted))
                || self.model.alias.iter().any(|(alias, to)| {
                    wanted.strip_prefix(&**to).is_some() && function.mentions(last(alias))
                })
        })
    }
}

fn bit(handler: usize) -> Handlers {
    1 << handler.min(63)
}

/// The handlers that want a base of this name.
fn wanting(model: &Model, name: &str) -> Handlers {
    let all = model.handlers.iter().enumerate();
    let wants = all.filter(|(_, spec)| spec.bases.iter().any(|wanted| is_base(wanted, name)));
    wants.fold(0, |all, (handler, _)| all | bit(handler))
}
