//! The text of a lock: its revision, which uv's crates write as they know it.

use toml_edit::Document;
use uv_resolver::Lock;

use super::RelockError;

/// The newest revision that the crates write.
const WRITTEN: i64 = 3;

/// Reads a lock, and its revision. Of a newer one than the crates write, only a lock is taken that they would write byte
/// for byte as it stands, but for the revision: then nothing is in it that they do not know.
pub(super) fn read(text: &str) -> Result<(Lock, i64), RelockError> {
    let lock = Lock::from_toml(text).map_err(|error| RelockError::unreadable(&error))?;
    let revision = revision(text)?;
    if revision > WRITTEN {
        let again = lock
            .to_toml()
            .map_err(|error| RelockError::unreadable(&error))?;
        if again != text.replace("\r\n", "\n") {
            return Err(RelockError::Newer { revision });
        }
    }
    Ok((lock, revision))
}

/// The text with the revision that the file had, where that is the newer one, and what is to be told of it.
pub(super) fn finished(text: &str, before: i64) -> Result<(String, Vec<String>), RelockError> {
    let now = revision(text)?;
    if before > now {
        let line = format!("revision = {now}\n");
        let kept = text.replacen(&line, &format!("revision = {before}\n"), 1);
        return Ok((kept, Vec::new()));
    }
    let mut notes = Vec::new();
    if before < now {
        notes.push(format!(
            "the lock goes from revision {before} to revision {now} of uv's format, as with uv itself"
        ));
    }
    Ok((text.to_owned(), notes))
}

fn revision(text: &str) -> Result<i64, RelockError> {
    let document = Document::parse(text).map_err(|error| RelockError::unreadable(&error))?;
    let said = document
        .get("revision")
        .and_then(toml_edit::Item::as_integer);
    Ok(said.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(version = 1\n)?(\\[\\[package\\]\\]|[a-z\"\\[\\]{}=., \n]|name = \"a\"\n|source = |revision = 9\n){0,40}") {
            let _ = read(&text);
        }
    }

    const EMPTY: &str = "version = 1\nrevision = 3\nrequires-python = \">=3.12\"\n";

    #[test]
    fn a_newer_revision_is_kept_where_nothing_else_is_new() {
        let newer = EMPTY.replace("revision = 3", "revision = 5");
        let (lock, revision) = read(&newer).unwrap();
        assert_eq!((lock.len(), revision), (0, 5));
        let (text, notes) = finished(EMPTY, revision).unwrap();
        assert_eq!(text, newer);
        assert!(notes.is_empty());
    }

    #[test]
    fn what_only_a_newer_uv_knows_is_not_lost() {
        let newer = EMPTY.replace("revision = 3", "revision = 9\nnovelty = true");
        let refused = read(&newer).unwrap_err();
        assert!(
            matches!(refused, RelockError::Newer { revision: 9 }),
            "{refused}"
        );
    }

    #[test]
    fn an_older_revision_becomes_the_one_that_is_written_and_that_is_told() {
        let older = EMPTY.replace("revision = 3\n", "");
        let (_, revision) = read(&older).unwrap();
        let (text, notes) = finished(EMPTY, revision).unwrap();
        assert_eq!(text, EMPTY);
        assert_eq!(
            notes,
            ["the lock goes from revision 0 to revision 3 of uv's format, as with uv itself"]
        );
    }

    #[test]
    fn what_is_no_lock_is_told() {
        for text in ["", "version = 2\n", "version = \"1\"\n", "[["] {
            assert!(
                matches!(read(text), Err(RelockError::Lock { .. })),
                "{text}"
            );
        }
    }
}
