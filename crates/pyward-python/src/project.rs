//! The modules of a project, and which of them an import means.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::Module;

pub(crate) mod index;

/// All modules of a project.
pub struct Project {
    modules: Vec<Module>,
    /// Modules by path without ending; packages by their folder.
    by_path: HashMap<String, u32, FixedState>,
    /// All folders that hold a module, at any depth.
    folders: HashSet<String, FixedState>,
}

/// What an import means within the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Module(u32),
    /// A folder without an `__init__.py`.
    Folder(String),
}

impl Project {
    /// A project of parsed modules. Their paths are relative to the project, with `/` between the parts.
    #[must_use]
    pub fn new(modules: Vec<Module>) -> Self {
        let mut by_path = HashMap::default();
        let mut folders = HashSet::default();
        for (number, module) in modules.iter().enumerate() {
            let path = module.source().path.as_ref();
            let Some(stem) = path
                .strip_suffix(".py")
                .or_else(|| path.strip_suffix(".pyw"))
            else {
                continue;
            };
            let key = match stem.strip_suffix("__init__") {
                Some(package) => package.trim_end_matches('/'),
                None => stem,
            };
            by_path.insert(key.to_owned(), number as u32);
            let mut folder = path;
            while let Some((parent, _)) = folder.rsplit_once('/') {
                if !folders.insert(parent.to_owned()) {
                    break;
                }
                folder = parent;
            }
        }
        Self {
            modules,
            by_path,
            folders,
        }
    }

    /// Its modules, by number.
    #[must_use]
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    fn is_package(&self, folder: &str) -> bool {
        self.by_path.get(folder).is_some_and(|number| {
            let module = self.modules.get(*number as usize);
            module.is_some_and(|module| module.source().path.ends_with("__init__.py"))
        })
    }

    /// What stands at a path.
    pub(crate) fn at(&self, path: &str) -> Option<Found> {
        if let Some(number) = self.by_path.get(path) {
            return Some(Found::Module(*number));
        }
        self.folders
            .contains(path)
            .then(|| Found::Folder(path.to_owned()))
    }

    /// What `name` is below something found.
    pub(crate) fn below(&self, found: &Found, name: &str) -> Option<Found> {
        let folder = match found {
            Found::Folder(folder) => folder.as_str(),
            Found::Module(number) => {
                let path = self.modules.get(*number as usize)?.source().path.as_ref();
                path.strip_suffix("/__init__.py")?
            }
        };
        self.at(&joined(folder, name))
    }

    /// The module an absolute import means, looked for from the folder of the importing module outwards. Folders that are
    /// packages themselves hold no top-level modules.
    pub(crate) fn absolute(&self, from: u32, dotted: &str) -> Option<Found> {
        let importing = self.modules.get(from as usize)?.source().path.as_ref();
        let mut folder = importing.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut path = String::with_capacity(folder.len() + dotted.len() + 5);
        loop {
            if folder.is_empty() || !self.is_package(folder) {
                for below in ["", "src"] {
                    path.clear();
                    for part in [folder, below].into_iter().filter(|part| !part.is_empty()) {
                        path.push_str(part);
                        path.push('/');
                    }
                    path.extend(dotted.chars().map(|ch| if ch == '.' { '/' } else { ch }));
                    if let Some(found) = self.at(&path)
                        && found != Found::Module(from)
                    {
                        return Some(found);
                    }
                }
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }

    /// The module a relative import means.
    pub(crate) fn relative(&self, from: u32, level: u32, dotted: &str) -> Option<Found> {
        let importing = self.modules.get(from as usize)?.source().path.as_ref();
        let mut folder = importing.rsplit_once('/').map_or("", |(folder, _)| folder);
        for _ in 1..level {
            if folder.is_empty() {
                return None;
            }
            folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
        if dotted.is_empty() {
            return self.at(folder);
        }
        self.at(&joined(folder, &dotted.replace('.', "/")))
    }
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
