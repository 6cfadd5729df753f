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
