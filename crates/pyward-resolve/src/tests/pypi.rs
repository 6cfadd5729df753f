//! Against PyPI itself.

use super::shelf::{Shelf, affected, name, pins, request, versions};
use crate::{Engine, Metadata, Mode, Status};

#[test]
#[ignore = "asks pypi.org"]
fn pypi_is_understood() {
    let shelf = Shelf::new(&[]);
    let mut settings = shelf.settings();
    settings.index = None;
    settings.system_certificates = true;
    settings.retries = 2;
    settings.timeout = std::time::Duration::from_secs(30);
    let engine = Engine::start(settings).unwrap();
    let mut wanted = request(&["flask", "requests", "docopt"]);
    wanted.hashes = true;
    let started = std::time::Instant::now();
    let found = engine.resolve(&wanted).unwrap();
    println!("{:?}: {}", started.elapsed(), versions(&found));
    assert_eq!(
        found.get(&name("docopt")).unwrap().metadata,
        Metadata::Unverified
    );
    assert!(
        found
            .packages
            .iter()
            .all(|package| !package.hashes.is_empty())
    );
    let mut fix = request(&["boto3", "urllib3"]);
    fix.mode = Mode::LeastChange;
    fix.preferences = pins(&[
        "boto3==1.28.0",
        "botocore==1.31.0",
        "urllib3==1.26.16",
        "s3transfer==0.6.1",
    ]);
    fix.forbidden
        .add(name("urllib3"), affected(&[("0", "2.2.2")]));
    for _ in 0..3 {
        let started = std::time::Instant::now();
        let found = engine.resolve(&fix).unwrap();
        println!("{:?}: {}", started.elapsed(), versions(&found));
        assert!(!found.lowered);
    }
    let releases = engine.releases(&name("urllib3")).unwrap();
    assert!(releases.status == Status::Active && releases.releases.len() > 50);
    assert!(
        releases
            .releases
            .iter()
            .any(|release| release.yanked.is_some())
    );
}
