//! Templates of the project that are filled.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::project::Project;
use crate::taint::flow::Place;
use crate::taint::mark::Marks;
use crate::taint::model::PageSpec;
use crate::taint::value::{Kind, Object, Shape, Value};
use crate::{SourceKind, Template};

/// How many templates may be included, one by another.
const DEEPEST: usize = 8;

/// The templates of a project that write values as they are.
#[derive(Default)]
pub(super) struct Pages {
    /// By the last parts of their paths: paths, and what stands there.
    by_name: HashMap<String, Vec<(String, Template)>, FixedState>,
}

impl Pages {
    pub(super) fn of(project: &Project) -> Self {
        let mut pages = Self::default();
        for module in project.modules() {
            if module.kind() != SourceKind::Template || module.source().text.is_empty() {
                continue;
            }
            let template = Template::of(&module.source().text);
            if template.outputs.is_empty() && template.parts.is_empty() {
                continue;
            }
            let path = module.source().path.to_string();
            let last = path.rsplit('/').next().unwrap_or(&path).to_owned();
            pages
                .by_name
                .entry(last)
                .or_default()
                .push((path, template));
        }
        pages
    }

    fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The templates a name may mean: those whose paths end in it.
    fn named(&self, name: &str) -> impl Iterator<Item = &Template> {
        let last = name.rsplit('/').next().unwrap_or(name);
        let known = self.by_name.get(last).map_or(&[][..], Vec::as_slice);
        let ends = move |path: &str| {
            path.strip_suffix(name)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let found = known.iter().filter(move |(path, _)| ends(path));
        found.map(|(_, template)| template).take(4)
    }

    /// The names a template writes as they are, by itself or in what it includes.
    fn raw_names(&self, name: &str, names: &mut Vec<String>, depth: usize) {
        for template in self.named(name) {
            names.extend(template.raw_names().into_iter().map(str::to_owned));
            if depth < DEEPEST && names.len() < 200 {
                for part in template.parts.iter().take(20) {
                    self.raw_names(part, names, depth + 1);
                }
            }
        }
    }
}

impl Interpreter<'_> {
    /// Looks at a call that fills a template.
    pub(super) fn fill_page(
        &mut self,
        frame: &mut Frame,
        spec: &PageSpec,
        callee: &str,
        arguments: &Arguments,
        place: Place,
    ) {
        if self.pages.is_empty() && !spec.inline {
            return;
        }
        let templates = arguments.slot(&spec.template, None);
        let constants = templates.iter().filter_map(|(_, value)| value.constants());
        let mut names = Vec::new();
        for constant in constants.flatten().take(8) {
            if let Some(name) = constant.as_str().filter(|name| !name.is_empty()) {
                if spec.inline {
                    let template = Template::of(name);
                    names.extend(template.raw_names().into_iter().map(str::to_owned));
                } else {
                    self.pages.raw_names(name, &mut names, 0);
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        let contexts = arguments.slot(&spec.context, None);
        for name in names {
            let mut marks = Marks::default();
            if let Some(value) = arguments.named(&name) {
                marks.add(&value.deep());
            }
            for (_, context) in &contexts {
                marks.add(&under(context, &name));
            }
            self.hit(frame, spec.kind, &marks, callee, &name, place, false);
        }
    }
}

impl Interpreter<'_> {
    /// What a view returns besides its text: `"", 302, {"Location": address}`.
    pub(super) fn headers_returned(&mut self, frame: &mut Frame, returned: &Value, place: Place) {
        let Shape::Object(tuple) = &returned.shape else {
            return;
        };
        if tuple.kind != Kind::Tuple {
            return;
        }
        let numbered = |name: &str| self.model.kinds.iter().position(|kind| **kind == *name);
        let (address, header) = (numbered("open-redirect"), numbered("header-injection"));
        for part in tuple.items.iter().skip(1) {
            let Shape::Object(headers) = &part.shape else {
                continue;
            };
            if headers.kind != Kind::Dict {
                continue;
            }
            for (name, value) in headers.fields.iter() {
                let is_address = name
                    .as_str()
                    .is_some_and(|name| name.eq_ignore_ascii_case("location"));
                let kind = if is_address { address } else { header };
                let marks = value.deep();
                if let Some(kind) = kind.and_then(|kind| u8::try_from(kind).ok()) {
                    let name = name.as_str().unwrap_or_default();
                    self.hit(frame, kind, &marks, "return", name, place, false);
                }
            }
        }
    }
}

/// The marks of what a dict has under a name.
fn under(context: &Value, name: &str) -> Marks {
    match &context.shape {
        Shape::Object(object) => {
            let mut marks = context.marks.clone();
            let found = object.under(name);
            marks.add(&found.map(Value::deep).unwrap_or_default());
            let rest = object.rest.as_deref();
            marks.add(&rest.map(Value::deep).unwrap_or_default());
            marks
        }
        _ => context.marks.clone(),
    }
}

/// Whether what a view returns, `text, 200, {"Content-Type": "text/plain"}`, is said to be no page.
pub(super) fn is_plain(returned: &Object) -> bool {
    let mut parts = returned.items.iter();
    parts.any(|part| match &part.shape {
        Shape::Object(headers) if headers.kind == Kind::Dict => {
            headers.fields.iter().any(|(name, value)| {
                let is_type = name
                    .as_str()
                    .is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
                let kind = value.as_constant().and_then(Constant::as_str);
                is_type && kind.is_some_and(|kind| !kind.contains("html") && !kind.contains("xml"))
            })
        }
        _ => false,
    })
}
