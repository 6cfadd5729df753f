//! The last step of every format: no credentials leave it, wherever in the file they stood.
//!
//! Formats take them out of URLs where they meet them. A URL may stand anywhere, though: as a name, as a version, in a line
//! that is quoted because it cannot be read. So everything that was written by somebody else is looked through once more.

use std::borrow::Cow;

use pyward_model::{Component, Notice, Origin, PackageName, Project, Version, without_credentials};
use pyward_target::{Tree, TreePath};

use crate::{Format, Input, Package, Reading, Requires, Role};

/// A format whose readings are without credentials.
pub(super) struct Redacted<F>(pub(super) F);

impl<F: Format> Format for Redacted<F> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn title(&self) -> &'static str {
        self.0.title()
    }

    fn role(&self) -> Role {
        self.0.role()
    }

    fn claims(&self, path: &TreePath) -> bool {
        self.0.claims(path)
    }

    fn claims_named(&self, path: &TreePath) -> bool {
        self.0.claims_named(path)
    }

    fn houses(&self, tree: &Tree, path: &TreePath) -> bool {
        self.0.houses(tree, path)
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        self.0.sniffs(head)
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut reading = self.0.read(input);
        reading.projects.iter_mut().for_each(project);
        for root in &mut reading.roots {
            requires(&mut root.requires);
        }
        reading.packages.iter_mut().for_each(package);
        reading.notices.iter_mut().for_each(notice);
        reading
    }
}

fn project(project: &mut Project) {
    project.name.iter_mut().for_each(name);
    project.version.iter_mut().for_each(version);
    if let Some(python) = &mut project.requires_python
        && let Cow::Owned(clean) = without_credentials(python)
    {
        *python = clean;
    }
}

fn package(package: &mut Package) {
    component(&mut package.component);
    package.requires.iter_mut().for_each(requires);
    package.via.iter_mut().for_each(name);
}

fn component(component: &mut Component) {
    if let Cow::Owned(clean) = without_credentials(component.name.as_str()) {
        component.name = PackageName::verbatim(&clean);
    }
    component.version.iter_mut().for_each(version);
    component.requirement.iter_mut().for_each(text);
    origin(&mut component.origin);
    for set in [&mut component.extras, &mut component.markers] {
        if set
            .iter()
            .any(|entry| matches!(without_credentials(entry), Cow::Owned(_)))
        {
            *set = set
                .iter()
                .map(|entry| without_credentials(entry).into())
                .collect();
        }
    }
    for hash in &mut component.hashes {
        if let Cow::Owned(clean) = without_credentials(&hash.algorithm) {
            hash.algorithm = clean.into();
        }
        text(&mut hash.digits);
    }
}

fn requires(requires: &mut Requires) {
    name(&mut requires.name);
    text(&mut requires.specifiers);
    requires.version.iter_mut().for_each(version);
    requires.extras.iter_mut().for_each(text);
    requires.marker.iter_mut().for_each(text);
    requires.when.iter_mut().for_each(text);
    origin(&mut requires.origin);
}

fn origin(origin: &mut Origin) {
    match origin {
        Origin::Index => {}
        Origin::NamedIndex(url) | Origin::Url(url) | Origin::Path { path: url, .. } => text(url),
        Origin::Vcs { url, reference } => {
            text(url);
            reference.iter_mut().for_each(text);
        }
    }
}

fn notice(notice: &mut Notice) {
    for told in std::iter::once(&mut notice.message).chain(&mut notice.hint) {
        if let Cow::Owned(clean) = without_credentials(told) {
            *told = clean;
        }
    }
}

fn name(name: &mut PackageName) {
    if let Cow::Owned(clean) = without_credentials(name.as_str()) {
        *name = PackageName::verbatim(&clean);
    }
}

fn version(version: &mut Version) {
    if let Cow::Owned(clean) = without_credentials(version.as_str()) {
        *version = Version::new(&clean);
    }
}

fn text(text: &mut Box<str>) {
    if let Cow::Owned(clean) = without_credentials(text) {
        *text = clean.into();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pyward_target::{EntryKind, Tree};

    use crate::{FORMATS, Format, Input, Role};

    const SECRET: &str = "s3krit";

    /// Where in files a URL may stand, marked `@@`.
    const PLACES: &[(&str, &str, &str)] = &[
        ("requirements-txt", "requirements.txt", "@@"),
        ("requirements-txt", "requirements.txt", "@@ bad"),
        ("requirements-txt", "requirements.txt", "demo @ @@ bad"),
        ("requirements-txt", "requirements.txt", "demo@@@"),
        ("requirements-txt", "requirements.txt", "demo ; @@"),
        ("requirements-txt", "requirements.txt", "demo==1 --hash=@@"),
        (
            "requirements-txt",
            "requirements.txt",
            "demo==1 --hash=sha256:@@",
        ),
        ("requirements-txt", "requirements.txt", "demo===@@"),
        (
            "requirements-txt",
            "requirements.txt",
            "-r @@\n-c @@\n-e @@\n-i @@\n--odd=@@\n@@/${X}\n",
        ),
        (
            "requirements-txt",
            "requirements.txt",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa @@",
        ),
        (
            "dist-info",
            "site-packages/a-1.dist-info/METADATA",
            "Name: a\nVersion: @@\nRequires-Dist: q @ @@ bad\nRequires-Dist: q @ @@\nRequires-Dist: @@\n",
        ),
        (
            "dist-info",
            "site-packages/a-1.dist-info/METADATA",
            "Name: @@\nMetadata-Version: @@\n",
        ),
        (
            "dist-info",
            "site-packages/a-1.egg-info/requires.txt",
            "@@\n[:@@]\nx\n[@@]\ny\nz @ @@\n",
        ),
        ("dist-info", "site-packages/a.egg-link", "@@\n"),
        (
            "poetry-lock",
            "poetry.lock",
            "[[package]]\nname = \"a\"\nversion = \"@@\"\n[package.dependencies]\nb = \"@@\"\nc = {version = \"@@\", markers = \"@@\"}\n[package.source]\ntype = \"git\"\nurl = \"@@\"\nreference = \"@@\"\nresolved_reference = \"@@\"\n",
        ),
        (
            "poetry-lock",
            "poetry.lock",
            "[[package]]\nname = \"@@\"\nversion = \"1\"\n[package.source]\ntype = \"directory\"\nurl = \"@@\"\n",
        ),
        (
            "pipfile",
            "Pipfile",
            "[packages]\na = \"@@\"\nb = {version = \"@@\", path = \"@@\"}\nc = {git = \"@@\", ref = \"@@\"}\n\"@@\" = \"*\"\n",
        ),
        (
            "pipfile-lock",
            "Pipfile.lock",
            r#"{"default": {"a": {"version": "@@"}, "b": {"git": "@@", "ref": "@@"}, "c": {"path": "@@", "markers": "@@"}, "@@": "@@"}}"#,
        ),
        (
            "uv-lock",
            "uv.lock",
            "version = 1\n[[package]]\nname = \"a\"\nversion = \"@@\"\nsource = { registry = \"@@\" }\n[[package]]\nname = \"@@\"\nsource = { directory = \"@@\" }\n[[package]]\nname = \"c\"\nsource = { git = \"@@\" }\ndependencies = [{ name = \"@@\", marker = \"@@\" }]\n",
        ),
        (
            "pdm-lock",
            "pdm.lock",
            "[[package]]\nname = \"a\"\nversion = \"@@\"\ndependencies = [\"@@\", \"b @ @@ bad\"]\n[[package]]\nname = \"@@\"\npath = \"@@\"\n",
        ),
        (
            "pylock",
            "pylock.toml",
            "lock-version = \"@@\"\n[[packages]]\nname = \"a\"\nversion = \"@@\"\nmarker = \"@@\"\nindex = \"@@\"\n[[packages]]\nname = \"b\"\ndirectory = { path = \"@@\" }\n[[packages]]\nname = \"c\"\nvcs = { type = \"git\", url = \"@@\", commit-id = \"@@\" }\n",
        ),
        (
            "pyproject",
            "pyproject.toml",
            "[project]\nname = \"@@\"\nversion = \"@@\"\nrequires-python = \"@@\"\ndependencies = [\"@@\", \"a @ @@ bad\", \"b ; @@\"]\n[dependency-groups]\nx = [\"@@\", {include-group = \"@@\"}]\n[tool.poetry.dependencies]\nc = \"@@\"\nd = {path = \"@@\"}\ne = {git = \"@@\"}\n",
        ),
        (
            "setup-cfg",
            "setup.cfg",
            "[metadata]\nname = @@\nversion = @@\n[options]\npython_requires = @@\ninstall_requires =\n  @@\n  a @ @@\n  b ; @@\n  c @@ d\nsetup_requires = file: @@\n[options.extras_require]\nx = @@\n",
        ),
        (
            "setup-py",
            "setup.py",
            "setup(name='@@', version='@@', python_requires='@@', install_requires=['@@', 'a @ @@', 'b ; @@', 'c @@ d', f('@@')], extras_require={'@@': ['x']})\n",
        ),
        (
            "conda-environment",
            "environment.yml",
            "dependencies:\n  - \"@@\"\n  - pip:\n    - \"@@\"\n    - \"a @ @@\"\n    - \"b @@ c\"\n    - \"-r @@\"\n",
        ),
        (
            "conda-lock",
            "conda-lock.yml",
            "version: \"@@\"\npackage:\n- name: \"@@\"\n  version: \"@@\"\n- name: b\n  manager: pip\n  version: \"@@\"\n  url: \"@@\"\n",
        ),
        (
            "spdx",
            "a.spdx.json",
            r#"{"spdxVersion": "@@", "packages": [{"SPDXID": "@@", "name": "@@", "versionInfo": "@@", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:pypi/a@1?vcs_url=@@"}]}, {"name": "@@", "externalRefs": [{"referenceType": "purl", "referenceLocator": "@@"}]}]}"#,
        ),
        (
            "cyclonedx",
            "bom.xml",
            "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components><component type=\"library\"><name>@@</name><version>@@</version></component><component><purl>@@</purl></component></components></bom>",
        ),
        (
            "cyclonedx",
            "bom.json",
            r#"{"bomFormat": "CycloneDX", "specVersion": "@@", "components": [{"type": "library", "name": "@@", "version": "@@", "purl": "pkg:pypi/a@1?vcs_url=@@"}, {"type": "library", "name": "b", "version": "@@"}, {"name": "@@", "purl": "@@"}]}"#,
        ),
    ];

    fn told(format: &dyn Format, file: &str, content: &str) -> String {
        let tree = Tree::memory(&[
            (file, content.as_bytes()),
            (
                "site-packages/a-1.egg-info/PKG-INFO",
                b"Name: a\nVersion: 1\n",
            ),
        ]);
        let wanted = match format.role() {
            Role::Environment => EntryKind::Environment,
            _ => EntryKind::File,
        };
        let entry = tree
            .entries()
            .iter()
            .find(|entry| {
                entry.kind == wanted
                    && (wanted == EntryKind::Environment || &**entry.path.shown() == file)
            })
            .unwrap();
        let bytes = tree.read(&entry.path).unwrap_or_default();
        let reading = format.read(&Input::new(&tree, &entry.path, &bytes));
        format!("{reading:?}").to_lowercase()
    }

    fn each_place(url: &str) -> Result<(), TestCaseError> {
        for &(name, file, content) in PLACES {
            let format = FORMATS.iter().find(|format| format.name() == name).unwrap();
            let told = told(*format, file, &content.replace("@@", url));
            prop_assert!(!told.contains(SECRET), "{name} {content:?} {url}\n{told}");
        }
        Ok(())
    }

    #[test]
    fn no_format_tells_the_secret_of_a_url() {
        for url in [
            "https://user:s3krit@h/x",
            "git+https://s3krit@h/r.git",
            "git+https://user:s3krit@h/r@v1#egg=r",
            "https://user:1/s3krit@h",
            "git+https://s3kr#s3krit@h/r",
            "user:s3krit@h/x",
            "//user:s3krit@h/x",
            "https://h/x-1.0.tar.gz?key=s3krit&a=b",
            "https://h/x;token=s3krit",
            "file://user:s3krit@h/x",
        ] {
            each_place(url).unwrap();
        }
    }

    #[test]
    fn what_is_no_secret_is_told() {
        let format = FORMATS
            .iter()
            .find(|format| format.name() == "requirements-txt")
            .unwrap();
        assert!(
            told(*format, "requirements.txt", "a @ git+ssh://git@h/r@v1")
                .contains("git+ssh://git@h/r")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_format_tells_the_secret_of_any_url(
            scheme in "(https|git\\+https|git\\+ssh|hg\\+http|file)://",
            user in "[a-z]{1,5}",
            odd in "[a-z0-9/#?.]{0,5}",
            path in "(/[a-z]{1,5}(\\.whl)?)?(@v1)?(#egg=x)?",
        ) {
            each_place(&format!("{scheme}{user}:{SECRET}{odd}@host.example{path}"))?;
        }
    }
}
