//! Identities that outlive a report.

use sha2::{Digest, Sha256};

/// The stable identity of a finding: SHA-256 over its parts, each closed by a NUL, as 32 hexadecimal digits.
///
/// Parts name *what* was found (rule, ecosystem, package, advisory), never how bad it is, where it moved to, or in which
/// version it still is: a rescored advisory or a shifted line must not "fix" one finding and open another.
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"pyward/1\0");
    for part in parts {
        hash.update(part.as_bytes());
        hash.update(b"\0");
    }
    let mut text = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    text
}
