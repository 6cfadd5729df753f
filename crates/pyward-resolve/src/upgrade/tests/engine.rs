//! Plans over the true engine, with an index on this machine.

use insta::assert_snapshot;

use super::universe::{planned, told, upgrade};
use crate::tests::shelf::{File, Shelf};
use crate::upgrade::outdated;
use crate::{Requirement, Target};

/// A library in the cloud that asks for an old core, until some release in the middle.
fn cloud() -> Vec<File> {
    let mut files = Vec::new();
    for (version, core) in [
        ("1.28.0", ">=1.31,<1.32"),
        ("1.28.1", ">=1.31.1,<1.32"),
        ("1.34.0", ">=1.34,<1.35"),
        ("1.35.0", ">=1.35,<1.36"),
    ] {
        files.push(
            File::wheel("boto3", version, &[&format!("botocore{core}"), "jmespath"])
                .python(">=3.8"),
        );
    }
    for (version, pool) in [
        ("1.31.0", "<1.27"),
        ("1.31.1", "<1.27"),
        ("1.34.0", "<1.27"),
        ("1.34.63", "<3"),
        ("1.35.0", "<3"),
    ] {
        let pool = format!("urllib3{pool}");
        files.push(File::wheel(
            "botocore",
            version,
            &[&pool, "colorama ; sys_platform == 'win32'"],
        ));
    }
    for version in ["1.26.16", "1.26.20", "2.5.0", "2.6.0", "2.7.0"] {
        files.push(File::wheel("urllib3", version, &[]).python(">=3.9"));
    }
    for version in ["1.0.0", "1.1.0"] {
        files.push(File::wheel("jmespath", version, &[]));
    }
    files.push(File::wheel("requests", "2.31.0", &["urllib3<3"]));
    files.push(File::wheel("colorama", "0.4", &[]));
    files
}

const PINS: &str =
    "boto3==1.28.0 botocore==1.31.0 jmespath==1.0.0 requests==2.31.0 urllib3==1.26.16";

#[test]
fn what_must_move_moves_least() {
    let shelf = Shelf::new(&cloud());
    let engine = shelf.engine();
    let mut wanted = upgrade(
        &["boto3", "requests"],
        PINS,
        "urllib3 U1 high 0 2.6.0\nurllib3 U2 medium 0 1.26.17\ncolorama W1 low 9 -",
    );
    let found = planned(&engine, &wanted);
    assert!(found.is_smallest);
    assert_snapshot!(told(&found), @r"
boto3 1.28.0 -> 1.34.0 (minor, direct): boto3 1.28.0 requires botocore>=1.31,<1.32, and botocore goes to 1.34.63
botocore 1.31.0 -> 1.34.63 (minor, via boto3): boto3 1.34.0 requires botocore>=1.34,<1.35, boto3 1.28.0 required botocore>=1.31,<1.32
urllib3 1.26.16 -> 2.6.0 (major, via botocore, via requests) U1:high U2:medium
");
    wanted.base.target = Target::universal(wanted.base.target.python);
    let everywhere = planned(&engine, &wanted);
    assert_snapshot!(told(&everywhere), @r"
boto3 1.28.0 -> 1.34.0 (minor, direct): boto3 1.28.0 requires botocore>=1.31,<1.32, and botocore goes to 1.34.63
botocore 1.31.0 -> 1.34.63 (minor, via boto3): boto3 1.34.0 requires botocore>=1.34,<1.35, boto3 1.28.0 required botocore>=1.31,<1.32
colorama - -> 0.4 (new, via botocore): botocore 1.34.63 requires colorama
urllib3 1.26.16 -> 2.6.0 (major, via botocore, via requests) U1:high U2:medium
");
}

#[test]
fn what_holds_it_is_told() {
    let shelf = Shelf::new(&cloud());
    let engine = shelf.engine();
    let mut wanted = upgrade(
        &["boto3<1.29", "requests"],
        PINS,
        "urllib3 U1 high 0 2.6.0\nurllib3 U2 medium 0 1.26.17",
    );
    assert_snapshot!(told(&planned(&engine, &wanted)), @r"
urllib3 1.26.16 -> 1.26.20 (patch, via botocore, via requests) U2:medium
urllib3 1.26.20 keeps U1:high: urllib3 stays below 2.6.0 because botocore 1.31.0 requires urllib3<1.27, boto3 1.28.0 requires botocore>=1.31,<1.32 and the project requires boto3<1.29; botocore 1.34.63 and boto3 1.34.0 allow it
  relax `boto3<1.29` so that boto3 1.34.0 fits, or accept U1 with a reason and an end date
");
    // As a constraint it is the project's too.
    wanted.base.requirements = vec![Requirement::new("boto3"), Requirement::new("requests")];
    wanted.base.constraints = vec![Requirement::new("boto3==1.28.0")];
    assert_snapshot!(told(&planned(&engine, &wanted)), @r"
urllib3 1.26.16 -> 1.26.20 (patch, via botocore, via requests) U2:medium
urllib3 1.26.20 keeps U1:high: urllib3 stays below 2.6.0 because botocore 1.31.0 requires urllib3<1.27, boto3 1.28.0 requires botocore>=1.31,<1.32 and the project requires boto3==1.28.0; botocore 1.34.63 and boto3 1.34.0 allow it
  relax `boto3==1.28.0` so that boto3 1.34.0 fits, or accept U1 with a reason and an end date
");
}

#[test]
fn sources_stay_where_they_are() {
    let shelf = Shelf::new(&cloud());
    let engine = shelf.engine();
    let mut wanted = upgrade(
        &["boto3"],
        PINS,
        "tool T1 high 0 2\nurllib3 U2 medium 0 1.26.17",
    );
    let mut tool = Requirement::new("tool @ git+https://host.invalid/tool");
    tool.known = Some(crate::Known {
        version: Some(pyward_model::Version::new("1.0")),
        requires: Some(vec!["urllib3".into()]),
    });
    wanted.base.requirements.push(tool);
    wanted
        .installed
        .extend(crate::tests::shelf::pins(&["tool==1.0"]));
    assert_snapshot!(told(&planned(&engine, &wanted)), @r"
urllib3 1.26.16 -> 1.26.20 (patch, via botocore, via tool) U2:medium
tool 1.0 keeps T1:high: the project takes it from git+https://host.invalid/tool, which has no other version
  name another address, or accept T1 with a reason and an end date
");
}

#[test]
fn hashes_come_with_the_result() {
    let shelf = Shelf::new(&cloud());
    let engine = shelf.engine();
    let mut wanted = upgrade(&["boto3", "requests"], PINS, "urllib3 U2 medium 0 1.26.17");
    wanted.base.hashes = true;
    let found = planned(&engine, &wanted);
    assert_snapshot!(told(&found), @r"
urllib3 1.26.16 -> 1.26.20 (patch, via botocore, via requests) U2:medium
");
    assert!(
        found
            .resolution
            .packages
            .iter()
            .all(|package| package.hashes.len() == 1)
    );
}

#[test]
fn what_is_behind_is_told() {
    let shelf = Shelf::new(&cloud());
    let wanted = upgrade(&["boto3<1.35", "requests"], PINS, "");
    let lag = outdated(&shelf.engine(), &wanted.base, &wanted.installed, &|| false).unwrap();
    let lines: Vec<String> = lag
        .packages
        .iter()
        .map(|p| format!("{} {} {:?} {:?}", p.name, p.current, p.allowed, p.newest))
        .collect();
    assert_snapshot!(lines.join("\n"), @r#"
boto3 1.28.0 Some("1.34.0") Some("1.35.0")
botocore 1.31.0 Some("1.34.63") Some("1.35.0")
jmespath 1.0.0 Some("1.1.0") Some("1.1.0")
urllib3 1.26.16 Some("2.7.0") Some("2.7.0")
"#);
}
