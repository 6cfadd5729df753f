//! Which classes may derive from those whose methods a framework calls, and which decorators may make a handler: told
//! before anything is run.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use ruff_python_ast::Expr;

use super::conversions::is_base;
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
    /// Whether it may derive from any class at all.
    is_any: bool,
    /// Hashes of the attributes that are sources, sorted.
    sources: Vec<u64>,
}

impl Outside {
    /// Adds what another has; whether that is anything new.
    fn add(&mut self, other: &Self) -> bool {
        let before = (self.handlers, self.is_any, self.sources.len());
        self.handlers |= other.handlers;
        self.is_any |= other.is_any;
        self.read(&other.sources);
        before != (self.handlers, self.is_any, self.sources.len())
    }

    /// Adds attributes that are sources.
    fn read(&mut self, sources: &[u64]) {
        for source in sources {
            if let Err(at) = self.sources.binary_search(source) {
                self.sources.insert(at, *source);
            }
        }
    }
}

/// For each class, what it may have from outside.
pub(super) struct Descent<'p, 'a> {
    classes: Vec<Outside>,
    /// Hashes of the attributes of all classes outside that are sources.
    anything: HashSet<u64, FixedState>,
    resolver: Resolver<'p, 'a>,
    model: &'p Model,
    /// For each handler, the hashes of the last parts of its decorators' names, and of the names they also go by.
    decorators: Vec<Vec<u64>>,
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
                            own.handlers |= wanting(model, name);
                            own.read(sources);
                        }
                        Means::Anything => {
                            own.handlers = Handlers::MAX;
                            own.is_any = true;
                        }
                        _ => {}
                    }
                }
            }
            classes.push(own);
        }
        let mut descent = Self {
            classes,
            anything: below(None).into_iter().collect(),
            resolver,
            model,
            decorators: model.handlers.iter().map(|it| lasts(model, it)).collect(),
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
                    && own.add(&base)
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
        own.is_some_and(|own| {
            let mut mentions = function.mentions.iter();
            own.sources.iter().any(|name| function.mentions(*name))
                || (own.is_any && mentions.any(|name| self.anything.contains(name)))
        })
    }

    fn handlers(&self, class: usize) -> Handlers {
        self.classes.get(class).map_or(0, |own| own.handlers)
    }

    /// Whether a class may derive from a base of a handler.
    pub(super) fn may_be(&self, class: u32, handler: usize) -> bool {
        self.handlers(class as usize) & bit(handler) != 0
    }

    /// Whether a decorator of a function may be one of a handler's, by the handler's number. `is_imported` says whether the
    /// module imports what the handler belongs to.
    pub(super) fn may_decorate(
        &mut self,
        function: &Function<'a>,
        is_imported: bool,
        handler: usize,
    ) -> bool {
        let (Body::Def(def), Some(spec)) = (&function.body, self.model.handlers.get(handler))
        else {
            return false;
        };
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
            if function.around.is_some() {
                return self.is_mentioned(function, handler);
            }
            let means = self.resolver.expression(function.module, expr);
            means.each().iter().any(|means| match means {
                Means::External(name) => spec.decorators.iter().any(|wanted| wanted == name),
                Means::Anything => self.is_mentioned(function, handler),
                _ => false,
            })
        })
    }

    /// Whether a function mentions a name that a decorator ends in.
    fn is_mentioned(&self, function: &Function<'_>, handler: usize) -> bool {
        let lasts = self.decorators.get(handler);
        lasts.is_some_and(|lasts| lasts.iter().any(|last| function.mentions(*last)))
    }
}

/// The hashes of the last parts of the names of a handler's decorators, and of those they also go by.
fn lasts(model: &Model, spec: &HandlerSpec) -> Vec<u64> {
    let last = |name: &str| hash(name.rsplit('.').next().unwrap_or(name));
    let mut all = Vec::new();
    for wanted in &spec.decorators {
        all.push(last(wanted));
        let others = model.alias.iter();
        let others = others.filter(|(_, to)| wanted.starts_with(&***to));
        all.extend(others.map(|(alias, _)| last(alias)));
    }
    all.sort_unstable();
    all.dedup();
    all
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
