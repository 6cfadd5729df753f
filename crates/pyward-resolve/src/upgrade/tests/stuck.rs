//! What stays, and why.

use insta::assert_snapshot;
use pyward_model::{PackageName, Step};

use super::universe::{Universe, planned, told, upgrade};

#[test]
fn the_chain_of_requirements_is_told() {
    let universe = Universe::new(
        "botocore 1.29.0: urllib3<1.27\nbotocore 1.31.0: urllib3<1.27\nbotocore 1.31.62: urllib3<2.1\nbotocore 1.32.0: urllib3<2.1\nurllib3 1.26.16\nurllib3 2.0.7",
    );
    let wanted = upgrade(
        &["botocore==1.29.0"],
        "botocore==1.29.0 urllib3==1.26.16",
        "urllib3 U1 high 0 2.0.7",
    );
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn a_longer_chain_too() {
    let universe = Universe::new(
        "app 1.0: lib<2\napp 2.0: lib<3\nlib 1.0: core<2\nlib 2.0: core<3\ncore 1.0\ncore 2.0",
    );
    let wanted = upgrade(
        &["app<2"],
        "app==1.0 lib==1.0 core==1.0",
        "core C1 high 0 2.0\ncore C2 critical 0 2.0",
    );
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn nobody_allows_it() {
    let universe = Universe::new("app 1.0: core<2\napp 1.1: core<2\ncore 1.0\ncore 2.0");
    let wanted = upgrade(&["app"], "app==1.0 core==1.0", "core C1 high 0 2.0");
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn no_release_is_free_of_it() {
    let mut universe = Universe::new(
        "a 1.0\na 1.1\nb 1.0\nb 2.0rc1\nc 1.0\nc 2.0\nd 1.0\nd 2.0 python>=3.13\ne 1.0\nf 1.0",
    );
    universe.quarantined.insert(PackageName::pypi("e"));
    let wanted = upgrade(
        &["a", "b", "c", "d", "e"],
        "a==1.0 b==1.0 c==1.0 d==1.0 e==1.0 f==1.0",
        "a A1 high 0 -\nb B1 high 0 2.0rc1\nc C1 high 0 2.0\nc C2 low 2.0 -\nd D1 high 0 2.0\ne E1 high 0 -\nf F1 low 0 -",
    );
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn steps_that_are_too_far_are_named() {
    let universe = Universe::new(
        "a 1.0\na 2.0\nb 1.0\nb 1.0.1\nb 2.0\nholder 1.0: core<1.1\nholder 2.0: core\ncore 1.0\ncore 1.1",
    );
    let mut wanted = upgrade(
        &["a", "b", "holder"],
        "a==1.0 b==1.0 holder==1.0 core==1.0",
        "a A1 high 0 2.0\nb B1 high 0 1.0.1\nb B2 low 0 2.0\ncore C1 medium 0 1.1",
    );
    wanted.max_step = Some(Step::Minor);
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}

#[test]
fn requirements_that_hold_it_only_together() {
    // Either of the two alone could do with the new core.
    let universe = Universe::new(
        "left 1.0: core\nleft 2.0: core side<2\nright 1.0: core side>=2\nright 2.0: core side>=2\ncore 1.0\ncore 2.0: side<2\nside 1.0\nside 2.0",
    );
    let wanted = upgrade(
        &["left", "right"],
        "left==1.0 right==1.0 core==1.0 side==2.0",
        "core C1 high 0 2.0",
    );
    assert_snapshot!(told(&planned(&universe, &wanted)), @"");
}
