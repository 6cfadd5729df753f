//! One walk through a module that asks whoever asked for a node.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use pyward_model::{
    BanditFacts, CodeFacts, Finding, Location, Suppression, SuppressionKind, fingerprint,
};
use pyward_python::views::{
    Assign, Call, Class, ExceptHandler, Field, Function, Import, Kind, Node, Str,
};
use pyward_python::{Module, Tree};

use crate::files::{FileFindings, Flow, Followed, Metrics};
use crate::index::{Asked, Index};
use crate::nosec::Comments;
use crate::settings::{CodeSettings, Mode};
use crate::settle::{self, Found};
use crate::{Check, Cx, Hit, Look, Table};

/// A walk under way.
struct Walk<'a> {
    cx: Cx<'a>,
    index: &'a Index,
    comments: Comments,
    found: Vec<Found>,
    /// What arrives harmless.
    calmed: Vec<Finding>,
    /// Rules that asked for the call at hand.
    asked: Vec<Asked>,
}

/// Looks at one module.
///
/// `followed` is what following data said of it: findings of flows whose sinks are in it among that.
pub(crate) fn module(
    module: &Module,
    index: &Index,
    settings: &CodeSettings,
    followed: Followed,
) -> FileFindings {
    let mut found = FileFindings {
        path: module.source().path.clone(),
        findings: Vec::new(),
        metrics: Metrics::of(module),
        fault_lines: module
            .faults()
            .map(|fault| module.line_of(fault.offset))
            .collect(),
        faults: module.faults().collect(),
        is_unread: false,
        is_refused: settings.mode == Mode::Compat && !module.is_python_313(),
        unused: Vec::new(),
    };
    if found.is_refused {
        return found;
    }
    let tree = Tree::of(module);
    let comments = if settings.ignore_nosec {
        Comments::default()
    } else {
        Comments::of(module, settings.mode, &index.known)
    };
    let mut walk = Walk {
        cx: Cx::new(&tree, settings),
        index,
        comments,
        found: Vec::new(),
        calmed: Vec::new(),
        asked: Vec::new(),
    };
    for node in tree.nodes() {
        walk.visit(node);
    }
    walk.whole();
    let flows = walk.flows(followed.flows);
    let unused = idle(module, index, &walk.comments);
    let mut all = walk.found;
    if settings.mode == Mode::Own {
        all = followed.harmless.settle(all);
        settle::calm(&mut all, &walk.calmed);
        all = settle::supersede(settle::join(all, flows));
    }
    for one in all {
        found.metrics.count(&one.finding, one.mark);
        found.findings.push(one.finding);
    }
    found.unused = unused
        .into_iter()
        .map(|line| Location::line(found.path.clone(), line))
        .collect();
    if settings.mode == Mode::Own {
        found.findings.sort_by(|a, b| {
            a.locations
                .cmp(&b.locations)
                .then(a.rule.name.cmp(b.rule.name))
        });
    }
    found
}

/// The comments that suppress nothing, here and in bandit: who runs both needs the others. One that names a rule that
/// only bandit asks is bandit's to judge.
fn idle(module: &Module, index: &Index, comments: &Comments) -> Vec<u32> {
    let own = comments.unused(|rule| index.is_asked(rule));
    let Some((bandit, settings)) = index.bandit().filter(|_| !comments.is_empty()) else {
        return own;
    };
    let all = comments.unused(|rule| {
        let is_theirs = rule.is_some() && bandit.is_asked(rule);
        is_theirs || index.is_asked(rule)
    });
    if all.is_empty() {
        return all;
    }
    let theirs = self::module(module, bandit, settings, Followed::default());
    if theirs.is_refused {
        return own;
    }
    let theirs: BTreeSet<u32> = theirs.unused.iter().filter_map(|it| it.line).collect();
    all.into_iter()
        .filter(|line| theirs.contains(line))
        .collect()
}

impl<'a> Walk<'a> {
    fn visit(&mut self, node: Node<'a>) {
        match node.kind() {
            Kind::Call => return self.call(node),
            Kind::Import | Kind::ImportFrom => {
                if let Some(import) = Import::of(node) {
                    self.cx.aliases.take(import);
                    self.tabled_import(import);
                }
            }
            _ => {}
        }
        let asked = self.index.of_kind(node.kind());
        if asked.is_empty() {
            return;
        }
        // Many ask for these.
        let text = Str::of(node).filter(|text| !text.is_docstring());
        let assign = Assign::of(node);
        for asked in asked {
            let hit = match asked.look {
                Look::Str(look) => text.and_then(|text| look(&self.cx, text)),
                Look::Function(look) => Function::of(node).and_then(|it| look(&self.cx, it)),
                Look::Class(look) => Class::of(node).and_then(|it| look(&self.cx, it)),
                Look::Import(look) => Import::of(node).and_then(|it| look(&self.cx, it)),
                Look::ExceptHandler(look) => {
                    ExceptHandler::of(node).and_then(|it| look(&self.cx, it))
                }
                Look::Assign(look) => assign.and_then(|it| look(&self.cx, it)),
                Look::Node(_, look) => look(&self.cx, node),
                Look::Call(..) | Look::Module(_) | Look::Table(_) => None,
            };
            if let Some(hit) = hit {
                self.found(asked.check, hit, node);
            }
        }
    }

    fn call(&mut self, node: Node<'a>) {
        let Some(call) = Call::of(node) else { return };
        self.cx.take_name(call.func());
        let index = self.index;
        let mut asked = std::mem::take(&mut self.asked);
        index.of_call(self.cx.name(), call, &mut asked);
        for asked in &asked {
            let hit = match asked.look {
                Look::Call(_, look) => look(&self.cx, call),
                Look::Node(_, look) => look(&self.cx, node),
                _ => None,
            };
            if let Some(hit) = hit {
                self.found(asked.check, hit, node);
            }
        }
        self.asked = asked;
        if let Some((check, hit)) = self.tabled_call(call) {
            self.found(check, hit, node);
        }
    }

    /// What the tables say of a call: of what it calls, or of the module it imports by a name.
    fn tabled_call(&self, call: Call<'a>) -> Option<(&'static Check, Hit)> {
        let name = self.cx.name();
        let is_dunder = call.func().name_id() == Some("__import__");
        let by_name =
            is_dunder || matches!(name, "importlib.import_module" | "importlib.__import__");
        let meant = if is_dunder {
            call.positional(0)?.str_value()?
        } else if by_name {
            let first = call.positional(0).or_else(|| call.keyword("name"))?;
            if self.cx.is_compat() {
                first.loose_text()?
            } else {
                first.str_value()?
            }
        } else {
            name
        };
        let (check, table) = self.index.table_of_call(meant)?;
        Some((check, self.judged(table, call.node(), meant)?))
    }

    fn tabled_import(&mut self, import: Import<'a>) {
        let is_compat = self.cx.is_compat();
        if !is_compat && import.level() > 0 {
            return;
        }
        let found = self.index.table_of_import(import, is_compat);
        if let Some((check, table, name)) = found
            && let Some(hit) = self.judged(table, import.node(), name)
        {
            self.found(check, hit, import.node());
        }
    }

    fn judged(&self, table: &Table, node: Node<'a>, name: &str) -> Option<Hit> {
        let hit = (table.hit)(name);
        match table.own {
            Some(judge) if !self.cx.is_compat() => judge(&self.cx, node, hit),
            _ => Some(hit),
        }
    }

    /// Asks those who want the module as a whole.
    fn whole(&mut self) {
        let index = self.index;
        let Some(root) = self.cx.tree().node(0) else {
            return;
        };
        for asked in &index.modules {
            if let Look::Module(look) = asked.look {
                for hit in look(&self.cx) {
                    self.found(asked.check, hit, root);
                }
            }
        }
    }

    fn found(&mut self, check: &'static Check, hit: Hit, node: Node<'a>) {
        let is_whole = node.kind() == Kind::Module;
        let mut span = node.span();
        if is_whole {
            let line = hit.line.unwrap_or(1);
            span = hit.span.unwrap_or(span);
            span.line = line;
            span.end_line = line;
        }
        let lines = match node.parent().filter(|_| node.kind() == Kind::Str) {
            Some(parent) => parent.span(),
            None => span,
        };
        let lines = (lines.line, lines.end_line);
        let looked = if is_whole { (0, 1) } else { lines };
        let edges = if self.cx.is_compat() || is_whole || self.comments.is_empty() {
            [None; 2]
        } else {
            edges(node)
        };
        let mark = self.comments.mark(check.rule.name, hit.line, looked, edges);
        let bandit = check.code().and_then(|code| code.bandit);
        let cwes = hit.cwes.unwrap_or(check.rule.cwes).to_vec();
        let place = hit.span.unwrap_or(span);
        let module = self.cx.module();
        let finding = Finding {
            fingerprint: String::new(),
            rule: &check.rule,
            severity: hit.severity,
            confidence: hit.confidence,
            message: hit.message,
            component: None,
            advisory: None,
            matched_by: None,
            fix: None,
            cwes,
            locations: vec![module.location(place)],
            code: Some(Box::new(CodeFacts {
                trace: Vec::new(),
                source: Vec::new(),
                fix: hit.fix,
                bandit: bandit.map(|bandit| BanditFacts {
                    id: bandit.id,
                    test: bandit.test,
                    line: hit.line.unwrap_or(span.line),
                    lines,
                    column: hit.column.unwrap_or(span.byte_column),
                    end_column: if is_whole { 0 } else { span.end_byte_column },
                }),
            })),
            suppression: mark.map(|mark| in_source(module, mark.line)),
        };
        self.found.push(Found {
            finding,
            node: Some(node.place()),
            bytes: (place.start, place.end),
            whole: (span.start, span.end),
            mark,
            gives_way: false,
        });
    }

    /// Findings of flows with the comments that suppress them.
    fn flows(&mut self, flows: Vec<Flow>) -> Vec<Found> {
        let mut found = Vec::with_capacity(flows.len());
        for flow in flows {
            let Flow {
                mut finding,
                bytes,
                gives_way,
                calms,
            } = flow;
            let place = finding.locations.first();
            let line = place.and_then(|place| place.line).unwrap_or(1);
            let end = place.and_then(|place| place.end_line).unwrap_or(line);
            if calms {
                self.calmed.push(finding);
                continue;
            }
            let edges = [Some(line), Some(end)];
            let rule = finding.rule.name;
            let mark = self.comments.mark(rule, Some(line), (line, end), edges);
            let module = self.cx.module();
            finding.suppression = mark.as_ref().map(|mark| in_source(module, mark.line));
            found.push(Found {
                finding,
                node: None,
                bytes,
                whole: bytes,
                mark,
                gives_way,
            });
        }
        found
    }
}

/// The first and the last line of the statement around a node, unless it is a block.
fn edges(node: Node<'_>) -> [Option<u32>; 2] {
    let statement = node
        .statement()
        .filter(|statement| statement.child(Field::Body).is_none());
    let span = statement.map(Node::span);
    [span.map(|span| span.line), span.map(|span| span.end_line)]
}

/// A decision that a comment makes.
fn in_source(module: &Module, line: u32) -> Suppression {
    Suppression {
        kind: SuppressionKind::InSource,
        reason: comment_in(line_start(module, line)).to_owned(),
        owner: None,
        until: None,
        status: None,
        location: Some(Location::line(module.source().path.clone(), line)),
    }
}

/// The comment of a line that speaks of rules: what stands before it may be a secret.
fn comment_in(line: &str) -> &str {
    let said = ["nosec", "noqa"].iter().filter_map(|word| line.find(word));
    let Some(said) = said.min() else {
        return "a comment";
    };
    let before = line.get(..said).unwrap_or_default();
    let start = before.rfind('#').unwrap_or(said);
    line.get(start..).unwrap_or_default().trim()
}

/// What a line says, of a long one the first kilobyte: many findings may stand in it.
fn line_start(module: &Module, line: u32) -> &str {
    let text = module.line_text(line);
    let end = text.floor_char_boundary(text.len().min(1024));
    text.get(..end).unwrap_or(text).trim()
}

/// Gives findings identities that outlive shifted lines: by rule, file, source line and number among the like.
pub(crate) fn identify(path: &Arc<str>, module: &Module, findings: &mut [Finding]) {
    let mut seen = HashMap::<(&str, &str), u32>::new();
    for finding in findings {
        let line = finding
            .code
            .as_ref()
            .and_then(|code| code.bandit.as_ref())
            .map(|bandit| bandit.line)
            .or_else(|| finding.locations.first()?.line)
            .unwrap_or(1);
        let text = line_start(module, line);
        let number = seen.entry((finding.rule.name, text)).or_default();
        *number += 1;
        let parts = ["code", finding.rule.name, path, text, &number.to_string()];
        finding.fingerprint = fingerprint(&parts);
    }
}
