//! What a package offers to those who import it, read from its source without running it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt};

use crate::{Module, Source};

/// How deep targets of an assignment are looked into.
const DEPTH: usize = 16;

/// The modules of a package, each read when it is asked for the names that stand in it.
pub struct Interface<R> {
    modules: BTreeMap<String, Vec<File>>,
    read: R,
    known: RefCell<BTreeMap<String, Rc<Names>>>,
}

/// A file of a module: of its source, its stub and its compiled form there may be several.
struct File {
    path: String,
    place: Place,
}

/// Whether a name is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    There,
    /// It is not.
    Gone,
    /// The source does not say: names are made when it runs, or it is not Python.
    Unknown,
}

/// What stands in a module.
#[derive(Debug, Default)]
struct Names {
    bound: BTreeSet<String>,
    /// Modules whose names are taken over whole.
    stars: Vec<String>,
    /// Whether names may be made when it runs.
    is_open: bool,
}

impl<R: Fn(&str) -> Option<Source>> Interface<R> {
    /// The files of a package, each by its path below the folder that is imported from: `demo/__init__.py`. `read` gives the
    /// source of one, or `None` where it cannot be read. Compiled modules are files too, whose names are not known. Other
    /// files are passed over.
    pub fn new(paths: impl IntoIterator<Item = String>, read: R) -> Self {
        let mut modules: BTreeMap<String, Vec<File>> = BTreeMap::new();
        for path in paths {
            if let Some(place) = module_of(&path) {
                let files = modules.entry(place.name.clone()).or_default();
                files.push(File { path, place });
            }
        }
        Self {
            modules,
            read,
            known: RefCell::default(),
        }
    }

    /// What stands in a module, if there is one of that name.
    fn names(&self, module: &str) -> Option<Rc<Names>> {
        let files = self.modules.get(module)?;
        if let Some(known) = self.known.borrow().get(module) {
            return Some(Rc::clone(known));
        }
        let mut all = Names::default();
        for file in files {
            let is_source = matches!(file.path.rsplit_once('.'), Some((_, "py" | "pyi")));
            match is_source.then(|| (self.read)(&file.path)).flatten() {
                // A stub says what its module has; both count.
                Some(source) => {
                    let names = names_of(&Module::parse(source), &file.place);
                    all.bound.extend(names.bound);
                    all.stars.extend(names.stars);
                    all.is_open |= names.is_open;
                }
                None => all.is_open = true,
            }
        }
        let all = Rc::new(all);
        let mut known = self.known.borrow_mut();
        known.insert(module.to_owned(), Rc::clone(&all));
        Some(all)
    }

    /// The modules at the top, sorted: what it can be imported as.
    pub fn tops(&self) -> impl Iterator<Item = &str> {
        let tops: BTreeSet<&str> = self
            .modules
            .keys()
            .map(|name| name.split('.').next().unwrap_or(name))
            .collect();
        tops.into_iter()
    }

    /// Whether a dotted name (`demo.sub.Thing`) is there. Only modules and what stands in them is looked at; what a class or
    /// an object has is not known, and taken to be there.
    pub fn presence(&self, dotted: &str) -> Presence {
        let mut module = String::new();
        let mut parts = dotted.split('.').peekable();
        while let Some(part) = parts.peek() {
            let deeper = if module.is_empty() {
                (*part).to_owned()
            } else {
                format!("{module}.{part}")
            };
            if !self.is_module(&deeper) {
                break;
            }
            module = deeper;
            parts.next();
        }
        if module.is_empty() {
            return Presence::Gone;
        }
        match parts.next() {
            None => Presence::There,
            Some(name) => self.has(&module, name),
        }
    }

    /// Another place where the last part of a dotted name stands now: the shortest, of those the first.
    pub fn elsewhere(&self, dotted: &str) -> Option<String> {
        let (_, name) = dotted.rsplit_once('.')?;
        let is_public = |module: &&String| !module.split('.').any(|part| part.starts_with('_'));
        let mut homes: Vec<&String> = self.modules.keys().filter(is_public).collect();
        // The order among those of one depth stays.
        homes.sort_by_key(|module| module.matches('.').count());
        let home = homes.into_iter().find(|module| {
            self.names(module)
                .is_some_and(|names| names.bound.contains(name))
        })?;
        Some(format!("{home}.{name}"))
    }

    /// A module, or a folder that has some.
    fn is_module(&self, name: &str) -> bool {
        let below = format!("{name}.");
        self.modules.contains_key(name)
            || self
                .modules
                .range(below.clone()..)
                .next()
                .is_some_and(|(other, _)| other.starts_with(&below))
    }

    /// Whether a module binds a name, itself or by star imports, which may go in circles.
    fn has(&self, module: &str, name: &str) -> Presence {
        // Every module has these.
        if name.starts_with("__") && name.ends_with("__") {
            return Presence::There;
        }
        let mut unknown = false;
        let mut seen = BTreeSet::new();
        let mut open = vec![module.to_owned()];
        while let Some(module) = open.pop() {
            if seen.contains(&module) {
                continue;
            }
            let Some(names) = self.names(&module) else {
                // A folder without `__init__` has modules and no names; the names of another package are not known.
                unknown |= !self.is_module(&module);
                continue;
            };
            if names.bound.contains(name) {
                return Presence::There;
            }
            unknown |= names.is_open;
            open.extend(names.stars.iter().cloned());
            seen.insert(module);
        }
        if unknown {
            Presence::Unknown
        } else {
            Presence::Gone
        }
    }
}

/// A module's name, and what its relative imports start from.
struct Place {
    name: String,
    package: String,
}

fn module_of(path: &str) -> Option<Place> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file
        .strip_suffix(".py")
        .or_else(|| file.strip_suffix(".pyi"))
        .or_else(|| {
            // `_speedups.cpython-312-x86_64-linux-gnu.so`
            let (rest, end) = file.rsplit_once('.')?;
            matches!(end, "so" | "pyd").then(|| rest.split('.').next().unwrap_or(rest))
        })?;
    let is_name = |part: &str| {
        part.chars().all(|ch| ch.is_alphanumeric() || ch == '_')
            && !part.is_empty()
            && !part.starts_with(|ch: char| ch.is_ascii_digit())
    };
    // Stubs of their own stand beside the package they are for.
    let folder = folder.replace('/', ".");
    let mut parts = folder.split('.').filter(|part| !part.is_empty());
    if !is_name(stem) || !parts.all(is_name) {
        return None;
    }
    let joined = match (folder.as_str(), stem) {
        ("", stem) => stem.to_owned(),
        (folder, "__init__") => folder.to_owned(),
        (folder, stem) => format!("{folder}.{stem}"),
    };
    Some(Place {
        name: joined,
        package: folder,
    })
}

/// Gathers what a module binds.
struct Gather<'p> {
    place: &'p Place,
    found: Names,
}

fn names_of(module: &Module, place: &Place) -> Names {
    let mut gather = Gather {
        place,
        found: Names {
            // What cannot be read may bind anything.
            is_open: module.faults().next().is_some(),
            ..Names::default()
        },
    };
    match module.ast() {
        Some(tree) => gather.visit_body(&tree.body),
        None => gather.found.is_open = true,
    }
    gather.found
}

impl Gather<'_> {
    fn bind(&mut self, name: &str) {
        if name == "__getattr__" {
            self.found.is_open = true;
        }
        self.found.bound.insert(name.to_owned());
    }

    fn target(&mut self, target: &Expr, depth: usize) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str()),
            Expr::Starred(starred) if depth < DEPTH => self.target(&starred.value, depth + 1),
            Expr::Tuple(tuple) if depth < DEPTH => {
                tuple
                    .elts
                    .iter()
                    .for_each(|part| self.target(part, depth + 1));
            }
            Expr::List(list) if depth < DEPTH => {
                list.elts
                    .iter()
                    .for_each(|part| self.target(part, depth + 1));
            }
            // `globals()["name"] = …`, `setattr` and their like.
            Expr::Subscript(subscript) if matches!(*subscript.value, Expr::Call(_)) => {
                self.found.is_open = true;
            }
            _ => {}
        }
    }

    /// The module an import names, from here.
    fn absolute(&self, level: u32, module: Option<&str>) -> Option<String> {
        let module = module.unwrap_or_default();
        if level == 0 {
            return Some(module.to_owned());
        }
        let mut package = self.place.package.as_str();
        for _ in 1..level {
            package = package.rsplit_once('.')?.0;
        }
        Some(match (package, module) {
            ("", module) => module.to_owned(),
            (package, "") => package.to_owned(),
            (package, module) => format!("{package}.{module}"),
        })
    }
}

impl<'a> StatementVisitor<'a> for Gather<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.bind(function.name.as_str()),
            Stmt::ClassDef(class) => self.bind(class.name.as_str()),
            Stmt::TypeAlias(alias) => self.target(&alias.name, 0),
            Stmt::Assign(assign) => {
                assign
                    .targets
                    .iter()
                    .for_each(|target| self.target(target, 0));
            }
            Stmt::AnnAssign(assign) => self.target(&assign.target, 0),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.bind(name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        match self.absolute(import.level, import.module.as_deref()) {
                            Some(module) => self.found.stars.push(module),
                            None => self.found.is_open = true,
                        }
                    } else {
                        self.bind(alias.asname.as_ref().unwrap_or(&alias.name).as_str());
                    }
                }
            }
            Stmt::Expr(expression) => {
                // `globals().update(…)`, `setattr(sys.modules[__name__], …)`, `vars()[…]`: names made when it runs.
                if let Expr::Call(call) = &*expression.value {
                    let makes =
                        |name: &str| matches!(name, "globals" | "setattr" | "vars" | "exec");
                    self.found.is_open |= match &*call.func {
                        Expr::Name(name) => makes(name.id.as_str()),
                        Expr::Attribute(attribute) => matches!(
                            &*attribute.value,
                            Expr::Call(inner) if matches!(&*inner.func, Expr::Name(name) if makes(name.id.as_str()))
                        ),
                        _ => false,
                    };
                }
            }
            Stmt::For(each) => {
                self.target(&each.target, 0);
                walk_stmt(self, statement);
            }
            Stmt::With(with) => {
                let names = with
                    .items
                    .iter()
                    .filter_map(|item| item.optional_vars.as_deref());
                names.for_each(|name| self.target(name, 0));
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(files: &[(&str, &str)]) -> Interface<impl Fn(&str) -> Option<Source>> {
        let read = |path: &str| {
            let (_, text) = files.iter().find(|(name, _)| *name == path)?;
            Source::decode(path, text.as_bytes()).ok()
        };
        Interface::new(files.iter().map(|(path, _)| (*path).to_owned()), read)
    }

    #[test]
    fn names_are_found_where_they_are_bound() {
        let demo = interface(&[
            (
                "demo/__init__.py",
                "from .core import *\nfrom .text import escape as quote\nimport os.path\nif True:\n    A, (B, *C) = 1, (2, 3)\n\
                 try:\n    from .fast import go\nexcept ImportError:\n    def go(): hidden = 1\n",
            ),
            (
                "demo/core.py",
                "__all__ = ['Core']\nclass Core:\n    inner = 1\n",
            ),
            ("demo/text.py", "def escape(): ...\n"),
            ("demo/lazy.py", "def __getattr__(name): ...\n"),
            ("demo/fast.cpython-312-x86_64-linux-gnu.so", ""),
            ("demo-1.0.dist-info/METADATA", ""),
            ("demo/space/inner.py", "x: int = 1\n"),
        ]);
        for (name, presence) in [
            ("demo", Presence::There),
            ("demo.Core", Presence::There),
            ("demo.Core.whatever", Presence::There),
            ("demo.quote", Presence::There),
            ("demo.escape", Presence::Gone),
            ("demo.os", Presence::There),
            ("demo.A", Presence::There),
            ("demo.C", Presence::There),
            ("demo.go", Presence::There),
            ("demo.hidden", Presence::Gone),
            ("demo.__version__", Presence::There),
            ("demo.lazy.Anything", Presence::Unknown),
            ("demo.fast.Anything", Presence::Unknown),
            ("demo.space.inner.x", Presence::There),
            ("demo.space.other", Presence::Gone),
            ("other", Presence::Gone),
        ] {
            assert_eq!(demo.presence(name), presence, "{name}");
        }
        assert_eq!(
            demo.elsewhere("demo.escape").as_deref(),
            Some("demo.text.escape")
        );
        assert_eq!(demo.elsewhere("demo.nothing"), None);
        assert_eq!(demo.tops().collect::<Vec<_>>(), ["demo"]);
    }

    #[test]
    fn what_is_made_when_it_runs_is_not_known() {
        for text in [
            "globals()['x'] = 1\n",
            "globals().update({})\n",
            "setattr(m, 'x', 1)\n",
            "from elsewhere import *\n",
            "x = = 1\n",
        ] {
            assert_eq!(
                interface(&[("a.py", text)]).presence("a.b"),
                Presence::Unknown,
                "{text}"
            );
        }
        // Two modules that take each other's names.
        let circle = interface(&[("a.py", "from b import *\n"), ("b.py", "from a import *\n")]);
        assert_eq!(circle.presence("a.x"), Presence::Gone);
    }
}
