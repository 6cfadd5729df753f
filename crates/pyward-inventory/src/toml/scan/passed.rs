//! Values that nobody asks for: looked through as strictly as all others, and not kept.

use super::{Kind, NESTING, Scanner, Table, Value};

/// How many keys an inline table may have here, amply: files have four or five.
const KEYS: usize = 8;

impl<'a> Scanner<'a, '_> {
    /// An array or an inline table, as an empty one; any other value as it is.
    pub(super) fn passed_value(&mut self) -> Option<Value<'a>> {
        let line = self.line;
        let kind = match self.peek()? {
            b'[' => Kind::Array(Vec::new()),
            b'{' => Kind::Table(Table::default()),
            _ => return self.value(0),
        };
        self.pass(0)?;
        Some(Value { line, kind })
    }

    /// Passes over a value.
    fn pass(&mut self, depth: usize) -> Option<()> {
        self.values_left = self.values_left.checked_sub(1)?;
        match self.peek()? {
            b'"' => drop(self.basic_string()?),
            b'\'' => drop(self.literal_string()?),
            b'[' if depth < NESTING => self.pass_array(depth + 1)?,
            b'{' if depth < NESTING && self.pass_file() => {}
            b'{' if depth < NESTING => self.pass_table(depth + 1)?,
            _ => drop(self.bare_value()?),
        }
        Some(())
    }

    fn pass_array(&mut self, depth: usize) -> Option<()> {
        self.at += 1;
        loop {
            self.skip_blank_lines();
            if self.eat(b']') {
                return Some(());
            }
            self.pass(depth)?;
            self.skip_blank_lines();
            if !self.eat(b',') {
                return self.eat(b']').then_some(());
            }
        }
    }

    /// Passes over what half of a lock of uv is made of, `{ url = "…", hash = "…", size = 1, upload-time = "…" }`, where
    /// it is written just so. It steps nowhere and says no where it is not.
    fn pass_file(&mut self) -> bool {
        let behind = |rest: &'a [u8]| {
            let rest = behind_string(rest.strip_prefix(b"{ url = \"")?)?;
            let mut rest = behind_string(rest.strip_prefix(b", hash = \"")?)?;
            if let Some(size) = rest.strip_prefix(b", size = ") {
                let digits = size
                    .iter()
                    .take(19)
                    .take_while(|b| b.is_ascii_digit())
                    .count();
                let is_plain = digits == 1 || size.first() != Some(&b'0');
                rest = size
                    .get(digits..)
                    .filter(|_| is_plain && (1..19).contains(&digits))?;
            }
            if let Some(time) = rest.strip_prefix(b", upload-time = \"") {
                rest = behind_string(time)?;
            }
            rest.strip_prefix(b" }")
        };
        let behind = self.bytes.get(self.at..).and_then(behind);
        let left = self.values_left.checked_sub(4);
        let (Some(behind), Some(left)) = (behind, left) else {
            return false;
        };
        self.values_left = left;
        self.at = self.bytes.len() - behind.len();
        true
    }

    fn pass_table(&mut self, depth: usize) -> Option<()> {
        self.at += 1;
        self.skip_spaces();
        if self.eat(b'}') {
            return Some(());
        }
        let mut keys = [""; KEYS];
        for count in 0..KEYS {
            self.skip_spaces();
            let key = self.bare_key()?;
            if keys.get(..count)?.contains(&key) {
                return None;
            }
            *keys.get_mut(count)? = key;
            self.skip_spaces();
            if !self.eat(b'=') {
                return None;
            }
            self.skip_spaces();
            self.pass(depth)?;
            self.skip_spaces();
            if !self.eat(b',') {
                return self.eat(b'}').then_some(());
            }
        }
        None
    }
}

/// What is behind the closing quote of a plain string that is not empty.
fn behind_string(rest: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr3(b'"', b'\\', b'\n', rest)?;
    let is_plain = end > 0 && rest.get(end) == Some(&b'"');
    rest.get(end + 1..).filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use crate::toml::scan::scan_without;

    /// What is passed over must be refused exactly where it would be if it were kept.
    #[test]
    fn files_written_just_so_are_passed_over_as_strictly_as_all_else() {
        let file = r#"{ url = "https://x/a", hash = "sha256:0", size = 12, upload-time = "2026" }"#;
        for (value, is_fine) in [
            (file.to_owned(), true),
            (file.replace(", size = 12", ""), true),
            (file.replace("12", "0"), true),
            (file.replace("12", "012"), false),
            (file.replace("12", "1.5"), false),
            (file.replace("12", "99999999999999999999"), false),
            (file.replace("2026", "\\n"), true),
            (file.replace("2026", "\\q"), false),
            (file.replace("2026", "a\nb"), false),
            (file.replace("2026", ""), true),
            (file.replace("\"2026\"", "\"\"\"2026\"\"\""), false),
            (file.replace("hash", "url"), false),
            (file.replace(" }", ", }"), false),
            (file.replace(" }", "} "), true),
            (format!("{file} ]"), false),
        ] {
            let text = format!("wheels = [\n    {value},\n    {file},\n]\nlast = 1\n");
            let passed = scan_without(&text, &["wheels"]).is_some();
            assert_eq!(passed, is_fine, "{value}");
            assert_eq!(passed, scan_without(&text, &[]).is_some(), "{value}");
        }
    }
}
