//! A document of tags and values: `Tag: value` line by line, values of several lines between `<text>` and `</text>`.

use super::{Content, Stated, stated};

/// Reads all of it. Lines that are nothing are passed over, as they are by the tools that write such files.
pub(super) fn read(text: &str, content: &mut Content) {
    let mut package: Option<Stated> = None;
    // Whether a value of several lines is open.
    let mut in_text = false;
    for (number, line) in (1..).zip(text.lines()) {
        if in_text {
            in_text = !line.contains("</text>");
            continue;
        }
        let Some((tag, value)) = line.split_once(':').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let value = value.trim();
        if value.starts_with("<text>") && !value.contains("</text>") {
            in_text = true;
        }
        let value = value
            .strip_prefix("<text>")
            .map_or(value, |rest| rest.trim_end_matches("</text>"));
        match tag.trim() {
            "SPDXVersion" => content.version = Some((value.to_owned(), number)),
            "Relationship" => relationship(value, content),
            "PackageName" => {
                let next = Stated {
                    line: number,
                    name: value.to_owned(),
                    ..Stated::default()
                };
                if let Some(done) = package.replace(next) {
                    content.package(done);
                }
            }
            // What follows is about something else.
            "FileName" | "SnippetSPDXID" | "LicenseID" => {
                if let Some(done) = package.take() {
                    content.package(done);
                }
            }
            tag => {
                if let Some(package) = &mut package {
                    about(package, tag, value);
                }
            }
        }
    }
    if let Some(done) = package {
        content.package(done);
    }
}

fn about(package: &mut Stated, tag: &str, value: &str) {
    match tag {
        "SPDXID" => value.clone_into(&mut package.id),
        "PackageVersion" => package.version = stated(value),
        "PrimaryPackagePurpose" => value.clone_into(&mut package.purpose),
        "ExternalRef" => {
            // `PACKAGE-MANAGER purl pkg:pypi/flask@3.0`
            let mut words = value.split_whitespace().skip(1);
            if let Some((kind, locator)) = words.next().zip(words.next()) {
                package.reference(kind, locator);
            }
        }
        "PackageChecksum" => {
            if let Some((algorithm, digits)) = value.split_once(':') {
                package.checksum(algorithm.trim(), digits.trim());
            }
        }
        _ => {}
    }
}

fn relationship(value: &str, content: &mut Content) {
    let words: Vec<&str> = value.split_whitespace().take(3).collect();
    if let [of, kind, to] = words.as_slice() {
        content.relations.take(of, kind, to);
    }
}
