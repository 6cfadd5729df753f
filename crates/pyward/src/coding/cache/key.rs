//! What the findings in code depend on, as one number.

use pyward_python::SourceKind;
use pyward_rules::{CATALOGUE, CodeSettings, Mode, Setting};
use sha2::{Digest as _, Sha256};

/// A digest.
pub(crate) type Key = [u8; 32];

/// A file that is looked at.
pub(crate) struct File<'a> {
    /// Its path as shown.
    pub(crate) path: &'a str,
    pub(crate) kind: SourceKind,
    /// The digest of its bytes.
    pub(crate) content: Key,
}

/// The digest of a file's bytes.
pub(crate) fn digest(bytes: &[u8]) -> Key {
    Sha256::digest(bytes).into()
}

/// The digest of everything the findings depend on: the program, its rules and its model of flows, the settings, and all
/// files in their order.
pub(crate) fn key<'a>(
    program: &str,
    settings: &CodeSettings,
    files: impl Iterator<Item = File<'a>>,
) -> Key {
    let mut digest = Parts(Sha256::new());
    digest.text(program);
    for check in CATALOGUE.iter().copied().flatten() {
        digest.text(check.rule.name);
        digest.text(check.rule.docs);
    }
    for (name, text) in pyward_rules::flows::texts() {
        digest.text(name);
        digest.text(text);
    }
    digest.settings(settings);
    for file in files {
        digest.text(file.path);
        digest.number(match file.kind {
            SourceKind::Module => 0,
            SourceKind::Stub => 1,
            SourceKind::Notebook => 2,
            SourceKind::Template => 3,
        });
        digest.0.update(file.content);
    }
    digest.0.finalize().into()
}

/// A digest of parts, each with its length in front, so that no two lists of parts are one text.
struct Parts(Sha256);

impl Parts {
    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn texts<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t String>) {
        self.number(texts.len() as u64);
        for text in texts {
            self.text(text);
        }
    }

    /// Every setting: one that is added and not taken in here does not compile.
    fn settings(&mut self, settings: &CodeSettings) {
        let CodeSettings {
            mode,
            tests,
            skips,
            ignore_nosec,
            context,
            options,
            own_model,
            public,
        } = settings;
        self.number(u64::from(*mode == Mode::Compat));
        self.texts(tests.iter());
        self.texts(skips.iter());
        self.number(u64::from(*ignore_nosec));
        self.number(u64::from(*public));
        self.number(u64::from(*context));
        let own_model = own_model.as_ref().map(|own| own.digest.as_str());
        self.text(own_model.unwrap_or_default());
        self.number(options.len() as u64);
        for (section, options) in options {
            self.text(section);
            self.number(options.len() as u64);
            for (name, setting) in options {
                self.text(name);
                match setting {
                    Setting::Flag(flag) => {
                        self.number(0);
                        self.number(u64::from(*flag));
                    }
                    Setting::Number(number) => {
                        self.number(1);
                        self.0.update(number.to_le_bytes());
                    }
                    Setting::List(texts) => {
                        self.number(2);
                        self.texts(texts.iter());
                    }
                }
            }
        }
    }
}
