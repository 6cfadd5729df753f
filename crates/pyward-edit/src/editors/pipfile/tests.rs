use super::*;
use pyward_model::Version;

#[test]
fn packages_move_in_every_category() {
    let text = "[[source]]\nname = \"a\"\n\n[packages]\nA_x = \"==1.0\" # note\nb = \"*\"\nc = {version = '==1.0', extras = ['x']}\n\n\
                [dev-packages]\na = '>=1,<2'\ne = {git = \"https://e.org/r\"}\n[packages.f]\nversion = \"~=1.0\"\n";
    let change = |name: &str| Change {
        from: Some(Version::new("1.0")),
        ..Change::new(PackageName::pypi(name), Version::new("2.5"))
    };
    let changes = ["a", "a-x", "b", "c", "e", "f", "g"].map(change);
    let edited = Pipfile
        .edit(text, &Request::new("Pipfile", &changes))
        .unwrap();
    assert_eq!(
        edited.text,
        "[[source]]\nname = \"a\"\n\n[packages]\nA_x = \"==2.5\" # note\nb = \"*\"\nc = {version = '==2.5', extras = ['x']}\n\n\
         [dev-packages]\na = '>=1,<3'\ne = {git = \"https://e.org/r\"}\n[packages.f]\nversion = \"~=2.5\"\n"
    );
    let left: Vec<String> = edited
        .left
        .iter()
        .map(|left| format!("{} {:?} {}", left.name, left.line, left.because))
        .collect();
    assert_eq!(
        left,
        [
            "b Some(6) any version is allowed",
            "e Some(11) it comes from `https://e.org/r`",
            "g None the file does not name it"
        ]
    );
}
