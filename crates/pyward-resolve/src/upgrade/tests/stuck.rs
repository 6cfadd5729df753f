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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
urllib3 1.26.16 keeps U1:high: urllib3 stays below 2.0.7 because botocore 1.29.0 requires urllib3<1.27 and the project requires botocore==1.29.0; botocore 1.31.62 allows it
  relax `botocore==1.29.0` so that botocore 1.31.62 fits, or accept U1 with a reason and an end date
");
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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
core 1.0 keeps C2:critical C1:high: core stays below 2.0 because lib 1.0 requires core<2, app 1.0 requires lib<2 and the project requires app<2; lib 2.0 and app 2.0 allow it
  relax `app<2` so that app 2.0 fits, or accept C2, C1 with a reason and an end date
");
}

#[test]
fn nobody_allows_it() {
    let universe = Universe::new("app 1.0: core<2\napp 1.1: core<2\ncore 1.0\ncore 2.0");
    let wanted = upgrade(&["app"], "app==1.0 core==1.0", "core C1 high 0 2.0");
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
core 1.0 keeps C1:high: core stays below 2.0 because app 1.0 requires core<2; no later release of app allows it
  accept C1 with a reason and an end date
");
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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
a 1.0 keeps A1:high: no release is free of it
  accept A1 with a reason and an end date
b 1.0 keeps B1:high: no release is free of it, only the pre-release 2.0rc1
  require b==2.0rc1, or accept B1 with a reason and an end date
c 1.0 keeps C1:high: every release that is free of it has another flaw, 2.0 has C2
  accept C1 with a reason and an end date
d 1.0 keeps D1:high: d 2.0, the first release that is free of it, is for Python >=3.13, and this is 3.12
  move to such a Python, or accept D1 with a reason and an end date
e 1.0 keeps E1:high: the index has quarantined it and offers nothing of it
  replace it, or accept E1 with a reason and an end date
f 1.0 keeps F1:low: nothing that the project requires needs it here, so nothing says which version it may have
  remove it, or require it, or accept F1 with a reason and an end date
");
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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
b 1.0 -> 1.0.1 (patch, direct) B1:high
a 1.0 keeps A1:high: a 2.0, the nearest release that is free of it, is a major step away, beyond minor
  allow a major step, or accept A1 with a reason and an end date
core 1.0 keeps C1:medium: core stays below 1.1 because holder 1.0 requires core<1.1; holder 2.0 allows it, but that is a major step, beyond minor
  allow major steps, or accept C1 with a reason and an end date
b 1.0.1 keeps B2:low: b 2.0, the nearest release that is free of it, is a major step away, beyond minor
  allow a major step, or accept B2 with a reason and an end date
");
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
    assert_snapshot!(told(&planned(&universe, &wanted)), @r"
core 1.0 keeps C1:high: no version of what `right` needs goes without it
  relax or replace `right`, or accept C1 with a reason and an end date
");
}
