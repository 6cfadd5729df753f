//! Repositories of git made by hand: objects by names that are only numbers, packed as zlib packs what it cannot compress.

use std::cell::Cell;
use std::path::Path;

use crate::harness::put;

/// A repository in a folder.
pub(crate) struct Git<'a> {
    folder: &'a Path,
    objects: Cell<u32>,
}

impl<'a> Git<'a> {
    /// An empty one, on the branch `main`.
    pub(crate) fn new(folder: &'a Path) -> Self {
        put(folder, ".git/HEAD", b"ref: refs/heads/main\n");
        put(folder, ".git/config", b"[core]\n\tbare = false\n");
        Self {
            folder,
            objects: Cell::new(0),
        }
    }

    /// Points a branch at a commit of these files, by paths without folders or with one.
    pub(crate) fn commit(&self, branch: &str, files: &[(&str, &str)]) -> String {
        let mut top = Vec::new();
        let mut folders: Vec<(&str, Vec<u8>)> = Vec::new();
        for (path, text) in files {
            let blob = self.object("blob", text.as_bytes());
            match path.split_once('/') {
                None => item(&mut top, "100644", path, &blob),
                Some((folder, name)) => {
                    if folders.last().is_none_or(|(last, _)| *last != folder) {
                        folders.push((folder, Vec::new()));
                    }
                    item(&mut folders.last_mut().unwrap().1, "100644", name, &blob);
                }
            }
        }
        for (name, tree) in folders {
            let tree = self.object("tree", &tree);
            item(&mut top, "40000", name, &tree);
        }
        let tree = self.object("tree", &top);
        let text = format!("tree {tree}\ncommitter a <a@example.org> 1 +0000\n\nx\n");
        let commit = self.object("commit", text.as_bytes());
        let place = format!(".git/refs/heads/{branch}");
        put(self.folder, &place, format!("{commit}\n").as_bytes());
        commit
    }

    fn object(&self, kind: &str, content: &[u8]) -> String {
        self.objects.set(self.objects.get() + 1);
        let name = format!("{:040x}", 0xabc_0000 + self.objects.get());
        let whole = [format!("{kind} {}\0", content.len()).as_bytes(), content].concat();
        let path = format!(".git/objects/{}/{}", &name[..2], &name[2..]);
        put(self.folder, &path, &stored(&whole));
        name
    }
}

fn item(tree: &mut Vec<u8>, mode: &str, name: &str, id: &str) {
    tree.extend(format!("{mode} {name}\0").as_bytes());
    let bytes = (0..id.len()).step_by(2);
    tree.extend(bytes.map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap()));
}

/// A zlib stream of stored blocks (RFC 1950, RFC 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let count = bytes.chunks(0xffff).count();
    for (number, chunk) in bytes.chunks(0xffff).enumerate() {
        let length = u16::try_from(chunk.len()).unwrap();
        stream.push(u8::from(number + 1 == count));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(chunk);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}
