//! Files of a release as a lock lists them, in the layout that the lock has.

use pyward_model::{Hash, without_credentials};
use toml_edit::{Datetime, Item, TableLike};

use super::blocks::Block;
use crate::change::is_hash;
use crate::patch::each;
use crate::toml_text::{TomlText, literal};
use crate::{Change, ReleaseFile};

/// How a lock writes its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Whether files are inline tables, and not tables of their own.
    pub(super) inline: bool,
    /// Whether hashes of a file that is a table are a table of their own.
    hashes_apart: bool,
    /// The keys of a file, in order.
    keys: Vec<String>,
    /// Whether white space stands inside braces.
    spaced: bool,
    separator: &'static str,
    /// Whether a list of a single wheel takes several lines.
    always_many_lines: bool,
}

/// The files of a release as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// The inline table of the source distribution.
    pub(super) sdist: Option<String>,
    /// The list of the wheels.
    pub(super) wheels: Option<String>,
    /// Both as tables of their own, without a line ending at the end.
    pub(super) tables: String,
}

/// The layout of the first file of a lock; `None` where it lists none by URL.
pub(super) fn layout(blocks: &[Block<'_>], text: &TomlText<'_>) -> Option<Layout> {
    let mut found: Option<Layout> = None;
    for block in blocks {
        for key in ["wheels", "sdist"] {
            let Some(item) = block.table.get(key) else {
                continue;
            };
            let layout = found.get_or_insert(of_item(item, text)?);
            // Only a list of one shows whether one takes several lines.
            let one = item.as_array().filter(|list| list.len() == 1);
            if let Some(raw) = one.and_then(|list| text.body.get(list.span()?)) {
                layout.always_many_lines = raw.contains('\n');
                return found;
            }
        }
    }
    found
}

fn of_item(item: &Item, text: &TomlText<'_>) -> Option<Layout> {
    let first_of_list = item
        .as_array()
        .and_then(|list| list.get(0)?.as_inline_table());
    let inline = first_of_list.or_else(|| item.as_inline_table());
    if let Some(file) = inline {
        let raw = file.span().and_then(|span| text.body.get(span))?;
        let separator = if raw.contains(", ") { ", " } else { "," };
        return of_table(file, true, raw.starts_with("{ "), separator);
    }
    let first = item
        .as_array_of_tables()
        .and_then(|tables| tables.get(0))
        .or_else(|| item.as_table())?;
    of_table(first, false, true, ", ")
}

fn of_table(
    file: &dyn TableLike,
    inline: bool,
    spaced: bool,
    separator: &'static str,
) -> Option<Layout> {
    let known = ["name", "url", "upload-time", "size", "hashes"];
    let keys: Vec<String> = file
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| known.contains(&key.as_str()))
        .collect();
    let usable = keys.iter().any(|key| key == "url") && keys.iter().any(|key| key == "hashes");
    usable.then(|| Layout {
        inline,
        hashes_apart: file.get("hashes").is_some_and(Item::is_table),
        keys,
        spaced,
        separator,
        always_many_lines: true,
    })
}

impl Layout {
    /// The files of a release; `None` where it has none that can be written.
    pub(super) fn write(&self, change: &Change, newline: &str) -> Option<Written> {
        let usable = |file: &&ReleaseFile| file.hashes.iter().any(is_hash) && !file.url.is_empty();
        let mut files: Vec<&ReleaseFile> = change.files.iter().filter(usable).collect();
        files.sort_by(|a, b| a.filename.cmp(&b.filename));
        let (wheels, others): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|file| file.filename.ends_with(".whl"));
        let sdist = others.iter().find(|file| {
            [".tar.gz", ".zip"]
                .iter()
                .any(|ending| file.filename.ends_with(ending))
        });
        if wheels.is_empty() && sdist.is_none() {
            return None;
        }
        if self.inline {
            let entries: Vec<String> = wheels.iter().map(|file| self.inline_file(file)).collect();
            let wheels = match entries.as_slice() {
                [] => None,
                [one] if !self.always_many_lines => Some(format!("[{one}]")),
                many => Some(list_of_lines(many, newline)),
            };
            return Some(Written {
                sdist: sdist.map(|file| self.inline_file(file)),
                wheels,
                tables: String::new(),
            });
        }
        let wheels = wheels
            .iter()
            .map(|file| self.table("[[packages.wheels]]", "wheels", file, newline));
        let sdist = sdist.map(|file| self.table("[packages.sdist]", "sdist", file, newline));
        let tables: Vec<String> = sdist.into_iter().chain(wheels).collect();
        Some(Written {
            tables: tables.join(&newline.repeat(2)),
            ..Written::default()
        })
    }

    fn inline_file(&self, file: &ReleaseFile) -> String {
        let pairs: Vec<String> = self
            .keys
            .iter()
            .filter_map(|key| self.pair(key, file))
            .collect();
        self.braced(&pairs.join(self.separator))
    }

    fn braced(&self, inner: &str) -> String {
        if self.spaced {
            format!("{{ {inner} }}")
        } else {
            format!("{{{inner}}}")
        }
    }

    fn table(&self, header: &str, key: &str, file: &ReleaseFile, newline: &str) -> String {
        let mut text = header.to_owned();
        let apart = self.hashes_apart;
        for key in self.keys.iter().filter(|key| !(apart && *key == "hashes")) {
            if let Some(pair) = self.pair(key, file) {
                text.push_str(newline);
                text.push_str(&pair);
            }
        }
        if apart {
            text.extend([newline, newline, "[packages.", key, ".hashes]"]);
            for pair in hash_pairs(&file.hashes) {
                text.push_str(newline);
                text.push_str(&pair);
            }
        }
        text
    }

    /// A key with its value, if the file has one.
    fn pair(&self, key: &str, file: &ReleaseFile) -> Option<String> {
        let value = match key {
            "name" => literal(&file.filename),
            "url" => literal(&without_credentials(&file.url)),
            "size" => file.size?.to_string(),
            "upload-time" => file
                .uploaded
                .as_deref()?
                .parse::<Datetime>()
                .ok()?
                .to_string(),
            _ => self.braced(&hash_pairs(&file.hashes).join(self.separator)),
        };
        Some(format!("{key} = {value}"))
    }
}

fn hash_pairs(hashes: &[Hash]) -> Vec<String> {
    let mut pairs: Vec<String> = hashes
        .iter()
        .filter(|hash| is_hash(hash))
        .map(|hash| format!("{} = {}", hash.algorithm, literal(&hash.digits)))
        .collect();
    pairs.sort();
    pairs.dedup_by(|a, b| a.split(' ').next() == b.split(' ').next());
    pairs
}

/// Entries as a list, one a line where there are several.
pub(super) fn list(entries: &[String], newline: &str) -> String {
    match entries {
        [] => "[]".to_owned(),
        [one] => format!("[{one}]"),
        many => list_of_lines(many, newline),
    }
}

fn list_of_lines(entries: &[String], newline: &str) -> String {
    let lines = each(entries, "    ", &format!(",{newline}"));
    format!("[{newline}{lines}]")
}
