//! Source text, decoded as Python decodes it.

use std::sync::Arc;

use encoding_rs::Encoding;

/// The longest source that is read, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// A file of Python source.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as shown.
    pub path: Arc<str>,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
}

/// Why bytes are no source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceError {
    /// Longer than what is read; its length in bytes.
    TooLong(usize),
    /// It declares an encoding nobody knows.
    UnknownEncoding(String),
    /// Bytes that its encoding does not have.
    Undecodable(&'static str),
    /// Called a notebook and none.
    NoNotebook,
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong(length) => write!(
                f,
                "{length} bytes long, and sources up to {LONGEST} bytes are read"
            ),
            Self::UnknownEncoding(name) => write!(f, "declares the unknown encoding {name}"),
            Self::NoNotebook => write!(f, "is no Jupyter notebook"),
            Self::Undecodable(name) => write!(f, "is not {name}, the encoding it is in"),
        }
    }
}

impl std::error::Error for SourceError {}

impl Source {
    /// Decodes the bytes of a file: a byte order mark counts, then a coding comment in the first two lines, then UTF-8
    /// ([PEP 263](https://peps.python.org/pep-0263/)).
    pub fn decode(path: impl Into<Arc<str>>, bytes: &[u8]) -> Result<Self, SourceError> {
        if bytes.len() > LONGEST {
            return Err(SourceError::TooLong(bytes.len()));
        }
        let text = match bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => text_of(rest)?,
            None => match declared(bytes) {
                None => text_of(bytes)?,
                Some(name) if is_utf8(&name) => text_of(bytes)?,
                Some(name) => {
                    let encoding = encoding(&name).ok_or(SourceError::UnknownEncoding(name))?;
                    let (text, _, had_errors) = encoding.decode(bytes);
                    if had_errors {
                        return Err(SourceError::Undecodable(encoding.name()));
                    }
                    Arc::from(text)
                }
            },
        };
        Ok(Self {
            path: path.into(),
            text,
        })
    }
}

/// The bytes of a changed text as those of its file were: with the same byte order mark, in the same encoding. `None`
/// where they would not say the same.
#[must_use]
pub fn encoded(text: &str, before: &[u8]) -> Option<Vec<u8>> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let bytes = if before.starts_with(MARK) {
        [MARK, text.as_bytes()].concat()
    } else {
        match declared(before).filter(|name| !is_utf8(name)) {
            None => text.as_bytes().to_vec(),
            Some(name) => {
                let (bytes, _, had_errors) = encoding(&name)?.encode(text);
                (!had_errors).then(|| bytes.into_owned())?
            }
        }
    };
    let again = Source::decode("", &bytes).ok()?;
    (*again.text == *text).then_some(bytes)
}

fn text_of(bytes: &[u8]) -> Result<Arc<str>, SourceError> {
    std::str::from_utf8(bytes)
        .map(Arc::from)
        .map_err(|_| SourceError::Undecodable("UTF-8"))
}

fn is_utf8(name: &str) -> bool {
    is_marked(name) || name.eq_ignore_ascii_case("utf8")
}

/// Whether a name may stand in a file with a byte order mark: Python knows fewer names there.
pub(crate) fn is_marked(name: &str) -> bool {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    plain == "utf-8" || plain.starts_with("utf-8-")
}

/// The encoding Python means by a name. Its names differ from the web's in their punctuation.
fn encoding(name: &str) -> Option<&'static Encoding> {
    let dashed = name.to_ascii_lowercase().replace('_', "-");
    let label = match dashed.as_str() {
        "latin-1" | "l1" | "iso-latin-1" => "latin1",
        "cp932" | "ms932" => "shift-jis",
        "cp936" => "gbk",
        "cp949" => "euc-kr",
        "cp950" => "big5",
        "euc-jis-2004" | "eucjp" => "euc-jp",
        other => match other.strip_prefix("cp125") {
            Some(page) => return Encoding::for_label(format!("windows-125{page}").as_bytes()),
            None => other,
        },
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding a coding comment in the first two lines names.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let blank = line
            .iter()
            .take_while(|byte| b" \t\x0c".contains(byte))
            .count();
        let rest = line.get(blank..)?;
        let Some(comment) = rest.strip_prefix(b"#") else {
            if rest.is_empty() || rest == b"\r" {
                continue;
            }
            return None;
        };
        let comment = String::from_utf8_lossy(comment);
        let Some((_, after)) = comment.split_once("coding") else {
            continue;
        };
        let Some(after) = after.strip_prefix([':', '=']) else {
            continue;
        };
        let is_part = |ch: &char| ch.is_ascii_alphanumeric() || "-_.".contains(*ch);
        let name: String = after
            .trim_start_matches([' ', '\t'])
            .chars()
            .take_while(is_part)
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_text_goes_back_as_it_came() {
        for before in [
            "x = 'é'\r\n".as_bytes(),
            b"\xef\xbb\xbfx = '\xc3\xa9'\n",
            b"# coding: latin-1\nx = '\xe9\x85'\n",
            b"# coding: cp1251\nx = '\xe9'\n",
            b"# coding: shift_jis\nx = '\x93\xfa'\n",
        ] {
            let text = Source::decode("a.py", before).unwrap().text;
            assert_eq!(encoded(&text, before).as_deref(), Some(before));
            let more = encoded(&format!("{text}y = 1\n"), before).unwrap();
            assert_eq!(more, [before, b"y = 1\n"].concat());
        }
        // What its encoding does not have cannot be put in.
        assert_eq!(
            encoded("# coding: latin-1\n'\u{65e5}'\n", b"# coding: latin-1\n"),
            None
        );
        assert_eq!(
            encoded("# coding: nonsense\n", b"# coding: nonsense\n"),
            None
        );
    }

    #[test]
    fn text_is_decoded_as_python_does() {
        let decoded =
            |bytes: &[u8]| Source::decode("a.py", bytes).map(|source| source.text.to_string());
        assert_eq!(decoded("x = 'é'".as_bytes()), Ok("x = 'é'".into()));
        assert_eq!(decoded(b"\xef\xbb\xbfx"), Ok("x".into()));
        assert_eq!(
            decoded(b"#!/usr/bin/python\n# -*- coding: latin-1 -*-\n'\xe9'"),
            Ok("#!/usr/bin/python\n# -*- coding: latin-1 -*-\n'é'".into())
        );
        assert_eq!(decoded(b"\xe9"), Err(SourceError::Undecodable("UTF-8")));
        assert_eq!(
            decoded(b"# coding=nonsense\n"),
            Err(SourceError::UnknownEncoding("nonsense".into()))
        );
        // A comment after code declares nothing.
        assert_eq!(
            decoded(b"x\n# coding=nonsense\n"),
            Ok("x\n# coding=nonsense\n".into())
        );
    }
}
