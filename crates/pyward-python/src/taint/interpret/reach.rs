//! Which functions are worth running: those from which both a source and a sink can be reached, by the names they mention.

mod graph;
mod locals;
mod names;

use super::descent::Descent;
use super::handled::{Offers, is_handler};
use super::registered::Registered;
use crate::Project;
use crate::project::index::{Index, hash};
use crate::taint::model::Model;

use graph::{Done, Graph};
use locals::{Locals, mentions_both};
use names::{Names, SINK, SOURCE};

/// Which functions and modules are worth running.
pub(in crate::taint) struct Reach<'a> {
    graph: Graph<'a>,
    entries: Vec<bool>,
    /// Functions from which both a source and a sink can be reached.
    between: Vec<bool>,
    /// Entries that read a source themselves: these are run first.
    direct: Vec<bool>,
    /// Functions from which a sink can be reached.
    sinking: Vec<bool>,
    /// Functions from which a source, a sink or a weak call can be reached.
    matters: Vec<bool>,
    modules: Vec<bool>,
    /// Functions that were handed to a framework.
    pub(super) registered: Registered,
}

impl<'a> Reach<'a> {
    pub(in crate::taint) fn of(project: &Project, index: &'a Index<'a>, model: &Model) -> Self {
        let names = Names::of(model);
        let locals = Locals::of_all(index, &names);
        let registered = Registered::of(project, index, model);
        let by_name = hash("getattr");
        let mut descent = Descent::of(project, index, model, |name| match name {
            Some(name) => names.sources.below(name),
            None => names.of_classes(),
        });
        let count = index.functions.len();
        let mut source: Vec<bool> = Vec::with_capacity(count);
        let mut sink: Vec<bool> = Vec::with_capacity(count);
        let mut weak: Vec<bool> = Vec::with_capacity(count);
        let mut handed: Vec<bool> = vec![false; count];
        let mut offers = (u32::MAX, Offers::default());
        for (id, function) in index.functions.iter().enumerate() {
            let module = index.modules.get(function.module as usize);
            let Some((own, module)) = locals.get(function.module as usize).zip(module) else {
                for all in [&mut source, &mut sink, &mut weak] {
                    all.push(false);
                }
                continue;
            };
            // Functions stand module by module.
            if offers.0 != function.module {
                offers = (function.module, Offers::of(module, model));
            }
            let handles = registered.get(id as u32).is_some()
                || is_handler(&mut descent, function, &offers.1, model);
            if let Some(own) = handed.get_mut(id) {
                *own = handles;
            }
            // What a class outside gives its methods may be weak by name alone.
            let handles = handles || descent.reads(function);
            let mentions = &function.mentions;
            let plain = names.plain_of(mentions);
            let direct = handles || plain & SOURCE != 0 || mentions_both(mentions, &own.sources);
            source.push(direct);
            let chosen = function.mentions(by_name);
            let renamed = || own.sinks.iter().any(|local| function.mentions(*local));
            sink.push(
                handles
                    || (names.always && mentions_both(mentions, &own.special))
                    || (chosen && direct)
                    || plain & SINK != 0
                    || renamed()
                    || own.has_rooted(mentions),
            );
            weak.push(own.is_weak(mentions, plain, chosen));
        }
        // What is handed to a framework within a function is run where that is.
        for (id, function) in index.functions.iter().enumerate().rev() {
            let is_handed = handed.get(id).copied().unwrap_or(false);
            if let (true, Some(around)) = (is_handed, function.around) {
                for all in [&mut handed, &mut source, &mut sink] {
                    if let Some(own) = all.get_mut(around as usize) {
                        *own = true;
                    }
                }
            }
        }
        let modules = index.modules.iter().zip(&locals).map(|(module, own)| {
            let mentions = &module.mentions;
            let plain = names.plain_of(mentions);
            own.is_weak(mentions, plain, mentions.binary_search(&by_name).is_ok())
                || plain & SOURCE != 0
                || mentions_both(mentions, &own.sources)
        });
        let modules = modules.collect();
        let graph = Graph::of(project, index);
        let sinks_coarse = graph.spread(&sink, 6, false);
        let sinks_fine = graph.spread(&sink, 4, true);
        let sources_fine = graph.spread(&source, 2, true);
        let weak_fine = graph.spread(&weak, 2, true);
        let at = |set: &[bool], id: usize| set.get(id).copied().unwrap_or(false);
        let all = 0..index.functions.len();
        let entries = all
            .clone()
            .map(|id| at(&weak_fine, id) || (at(&source, id) && at(&sinks_coarse, id)))
            .collect();
        let between = all
            .clone()
            .map(|id| at(&sources_fine, id) && at(&sinks_fine, id))
            .collect();
        let matters = all
            .map(|id| at(&sinks_fine, id) || at(&sources_fine, id) || at(&weak_fine, id))
            .collect();
        Self {
            graph,
            entries,
            registered,
            between,
            direct: source,
            sinking: sinks_fine,
            matters,
            modules,
        }
    }

    /// Whether it is run by itself: it reads a source and may reach a sink, or has a weak call.
    pub(in crate::taint) fn is_entry(&self, function: u32) -> bool {
        self.entries
            .get(function as usize)
            .copied()
            .unwrap_or(false)
    }

    /// Whether it reads a source itself.
    pub(in crate::taint) fn is_direct(&self, function: u32) -> bool {
        self.direct.get(function as usize).copied().unwrap_or(false)
    }

    /// Whether it is run by itself where the function around it is.
    pub(in crate::taint) fn is_inner_entry(&self, function: u32) -> bool {
        let between = self.between.get(function as usize);
        self.is_entry(function) || between.copied().unwrap_or(false)
    }

    /// Those that may call one of these functions and are not among those `met` so far, in their order.
    pub(in crate::taint) fn callers(&self, of: &[u32], met: &mut Met) -> Vec<u32> {
        met.reached.resize(self.direct.len(), false);
        let mut next = Vec::new();
        for id in of {
            let Met { reached, done } = met;
            self.graph.spread_one(*id, true, reached, done, &mut next);
        }
        next.sort_unstable();
        next
    }

    /// Whether a sink can be reached from it.
    pub(in crate::taint) fn sinks(&self, function: u32) -> bool {
        self.sinking
            .get(function as usize)
            .copied()
            .unwrap_or(false)
    }

    /// Whether running it could show anything besides what it returns.
    pub(super) fn matters(&self, function: u32) -> bool {
        self.matters
            .get(function as usize)
            .copied()
            .unwrap_or(false)
    }

    pub(in crate::taint) fn is_module(&self, module: u32) -> bool {
        self.modules.get(module as usize).copied().unwrap_or(false)
    }
}

/// Functions that were reached, and the names whose bearers were.
#[derive(Default)]
pub(in crate::taint) struct Met {
    reached: Vec<bool>,
    done: Done,
}
