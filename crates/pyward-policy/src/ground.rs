//! Where paths of a report stand, seen from the config file.

/// The folders that say which path of the project a shown path is. Both are absolute, `/` between their parts; empty where
/// nobody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// The folder of the config file.
    pub config_folder: String,
    /// The folder that shown paths start at.
    pub working_folder: String,
}

impl Ground {
    /// A shown path from the folder of the config file on, where it lies below; else as it is.
    pub fn path(&self, shown: &str) -> String {
        let full = if shown.starts_with('/') {
            plain(shown)
        } else {
            plain(&format!("{}/{shown}", self.working_folder))
        };
        let folder = plain(&self.config_folder);
        let below = full.strip_prefix(&folder);
        match below.and_then(|rest| rest.strip_prefix('/')) {
            Some(below) => below.to_owned(),
            None => full,
        }
    }
}

/// A path without `.` and `..`.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.iter().flat_map(|part| ["/", part]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_paths_are_seen_from_the_config_file() {
        let ground = Ground {
            config_folder: "/p/".to_owned(),
            working_folder: "/p/src".to_owned(),
        };
        assert_eq!(ground.path("a.py"), "src/a.py");
        assert_eq!(ground.path("./b/../a.py"), "src/a.py");
        assert_eq!(ground.path("../tests/a.py"), "tests/a.py");
        assert_eq!(ground.path("/p/a.py"), "a.py");
        assert_eq!(ground.path("/q/a.py"), "/q/a.py");
        assert_eq!(ground.path("../../pq/a.py"), "/pq/a.py");
        assert_eq!(Ground::default().path("./src/a.py"), "src/a.py");
    }
}
