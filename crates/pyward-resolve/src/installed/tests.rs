use std::path::Path;

use super::fixture::Venv;
use super::*;

fn refusal(path: &Path) -> String {
    Environment::open(path).unwrap_err().to_string()
}

#[test]
fn an_environment_is_known_from_its_files() {
    let venv = Venv::new();
    let environment = venv.open();
    assert_eq!(environment.python().to_string(), "3.12.4");
    assert!(
        environment
            .site_packages()
            .ends_with("lib/python3.12/site-packages")
    );
    assert_eq!(environment.executable(), venv.path(".venv/bin/python"));
    assert_eq!(environment.ready(), Ok(()));
    assert!(environment.packages().unwrap().packages.is_empty());
}

#[test]
fn what_is_no_environment_is_refused() {
    let venv = Venv::new();
    assert!(refusal(&venv.path("nowhere")).ends_with("there is no such folder"));
    assert!(refusal(&venv.path("base")).ends_with("it has no pyvenv.cfg"));
    venv.put(
        "base/lib/python3.12/EXTERNALLY-MANAGED",
        "[externally-managed]\nError=Use apt\n",
    );
    assert!(matches!(
        Environment::open(&venv.path("base")),
        Err(EnvironmentError::ExternallyManaged { message, .. }) if message == "Use apt"
    ));
}

#[test]
fn broken_environments_are_refused() {
    let home = "home = /usr/bin\n";
    for (config, reason) in [
        ("", "does not say where its Python is"),
        (
            "home = /usr/bin\nversion = new\n",
            "states the version `new`",
        ),
        (
            "home = /usr/bin\nversion = 3.11.2\n",
            "speaks of Python 3.11.2, the packages are for 3.12",
        ),
        (
            "home = /usr/bin\nimplementation = PyPy\nversion = 3.12.1\n",
            "is of PyPy",
        ),
    ] {
        let venv = Venv::new();
        venv.put(".venv/pyvenv.cfg", config);
        let refusal = refusal(&venv.path(".venv"));
        assert!(refusal.contains(reason), "{refusal}");
    }
    let venv = Venv::new();
    venv.put(".venv/pyvenv.cfg", home);
    std::fs::remove_dir_all(venv.path(".venv/lib")).unwrap();
    assert!(refusal(&venv.path(".venv")).ends_with("it has no site-packages folder"));
    let venv = Venv::new();
    std::fs::remove_file(venv.path(".venv/bin/python")).unwrap();
    assert!(refusal(&venv.path(".venv")).contains("there is no interpreter in `bin`"));
}

#[test]
fn an_environment_whose_python_is_gone_is_read_and_not_changed() {
    let venv = Venv::new();
    std::fs::remove_dir_all(venv.path("base")).unwrap();
    let environment = venv.open();
    assert!(matches!(
        environment.ready(),
        Err(EnvironmentError::HomeGone { .. })
    ));
}

#[cfg(unix)]
#[test]
fn a_read_only_environment_is_not_changed() {
    use std::os::unix::fs::PermissionsExt as _;
    let venv = Venv::new();
    let environment = venv.open();
    let folder = environment.site_packages();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let refusal = environment.ready().unwrap_err();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(refusal, EnvironmentError::NotWritable { path, .. } if path == folder));
}

#[cfg(unix)]
#[test]
fn folders_that_lead_out_are_not_changed() {
    let venv = Venv::new();
    venv.put("outside/file", "");
    let scripts = venv.path(".venv/bin");
    std::fs::rename(&scripts, venv.path("outside/bin")).unwrap();
    std::os::unix::fs::symlink(venv.path("outside/bin"), &scripts).unwrap();
    let refusal = venv.open().ready().unwrap_err().to_string();
    assert!(refusal.contains("leads out of it"), "{refusal}");
}

#[test]
fn two_runs_at_once_are_one_too_many() {
    let venv = Venv::new();
    let environment = venv.open();
    let held = environment.hold().unwrap();
    let refusal = environment.hold().unwrap_err();
    let wanted = format!(
        "in use by another run of pyward, process {}",
        std::process::id()
    );
    assert!(refusal.to_string().ends_with(&wanted), "{refusal}");
    drop(held);
    assert!(environment.hold().is_ok());
}
