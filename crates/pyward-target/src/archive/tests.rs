use std::io::Write as _;

use ::zip::write::SimpleFileOptions;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A member of a tar: name, kind, bytes.
type Member<'a> = (&'a str, u8, &'a [u8]);

fn tarred(members: &[Member<'_>]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, kind, bytes) in members {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        header[148..156].copy_from_slice(b"        ");
        header[156] = *kind;
        header[257..263].copy_from_slice(b"ustar\0");
        let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        all.extend(header);
        all.extend(*bytes);
        all.resize(all.len().next_multiple_of(512), 0);
    }
    all.extend([0; 1024]);
    all
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(bytes: Vec<u8>) -> Unpacked {
    read_within(bytes, &Limits::default())
}

fn read_within(bytes: Vec<u8>, limits: &Limits) -> Unpacked {
    unpack(held(bytes), &|name| name.ends_with('x'), limits)
}

fn names(unpacked: &Unpacked) -> Vec<(&str, &str)> {
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    let files = unpacked.files.iter();
    files.map(|(name, it)| (name.as_str(), text(it))).collect()
}

fn faults(unpacked: &Unpacked) -> Vec<String> {
    unpacked.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wanted_is_read_from_every_kind() {
    let files: &[(&str, &[u8])] = &[("b/x", b"two"), ("a.txt", b"no"), ("a/x", b"one")];
    let zip = zipped(files);
    let members: Vec<Member<'_>> = files.iter().map(|(name, it)| (*name, b'0', *it)).collect();
    let tar = tarred(&members);
    let zipapp = [b"#!/usr/bin/env python3\n".as_slice(), &zip].concat();
    let unended = tar[..tar.len() - 1024].to_vec();
    for archive in [zip, zipapp, gzipped(&tar), tar, unended] {
        let unpacked = read(archive);
        assert_eq!(names(&unpacked), [("a/x", "one"), ("b/x", "two")]);
        assert_eq!(unpacked.faults, []);
    }
}

#[test]
fn names_that_lead_out_are_told_and_never_read() {
    for name in ["../x", "/etc/x", "a/../../x", "C:\\x", "..\\x"] {
        for archive in [zipped(&[(name, b"1")]), tarred(&[(name, b'0', b"1")])] {
            let unpacked = read(archive);
            assert_eq!(unpacked.files, []);
            assert_eq!(unpacked.faults, [ArchiveFault::Outside(name.to_owned())]);
        }
    }
}

#[test]
fn links_are_told_and_never_followed() {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .add_symlink("a/x", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    let zip = writer.finish().unwrap().into_inner();
    for archive in [
        zip,
        tarred(&[("a/x", b'2', b"")]),
        tarred(&[("a/x", b'1', b"")]),
    ] {
        let unpacked = read(archive);
        assert_eq!(unpacked.files, []);
        assert_eq!(unpacked.faults, [ArchiveFault::Link("a/x".to_owned())]);
    }
}

#[test]
fn bombs_stop_at_the_limits() {
    let limits = Limits {
        member_bytes: 1000,
        unpacked_bytes: 10_000,
        ..Limits::default()
    };
    let zeros = vec![0; 1_000_000];
    for archive in [zipped(&[("x", &zeros)]), tarred(&[("x", b'0', &zeros)])] {
        let unpacked = read_within(archive, &limits);
        assert_eq!(unpacked.files, []);
        assert!(unpacked.faults.iter().all(ArchiveFault::is_limit));
        assert!(!unpacked.faults.is_empty());
    }
    // What nobody wants is unpacked too, to get at what comes after it.
    let tar = gzipped(&tarred(&[("big", b'0', &zeros), ("x", b'0', b"1")]));
    let unpacked = read_within(tar, &limits);
    assert_eq!(unpacked.faults, [ArchiveFault::TooLarge(10_000)]);
    let many: Vec<String> = (0..30).map(|number| format!("{number}x")).collect();
    let files: Vec<(&str, &[u8])> = many.iter().map(|it| (it.as_str(), &zeros[..900])).collect();
    let unpacked = read_within(zipped(&files), &limits);
    assert_eq!(unpacked.files.len(), 11);
    assert_eq!(unpacked.faults, [ArchiveFault::TooLarge(10_000)]);
    let few = Limits {
        files: 3,
        ..Limits::default()
    };
    assert_eq!(
        read_within(zipped(&files), &few).faults,
        [ArchiveFault::TooMany(3)]
    );
}

/// The archive with `from` put where `to` stands for the nth time.
fn patched(archive: &[u8], from: &[u8], to: &[u8], nth: usize) -> Vec<u8> {
    let at = memchr::memmem::find_iter(archive, from).nth(nth).unwrap();
    let mut archive = archive.to_vec();
    archive[at..at + to.len()].copy_from_slice(to);
    archive
}

#[test]
fn headers_that_lie_are_told() {
    let honest = zipped(&[("a/x", b"one")]);
    let told = [ArchiveFault::Lies("a/x".to_owned())];
    // Another name before the file than in the directory.
    assert_eq!(read(patched(&honest, b"a/x", b"b/x", 0)).faults, told);
    // Another checksum than the bytes have.
    let directory = memchr::memmem::find(&honest, b"PK\x01\x02").unwrap();
    let mut archive = honest.clone();
    archive[directory + 16] ^= 1;
    assert_eq!(read(archive).faults, told);
    // A size that is not that of the bytes.
    let mut archive = honest.clone();
    archive[directory + 24] = 2;
    assert_eq!(read(archive).faults, told);
    // A place where nothing stands.
    let mut archive = honest;
    archive[directory + 42] = 1;
    assert_eq!(
        faults(&read(archive)),
        ["a/x cannot be read: its header is not there"]
    );
}

#[test]
fn of_two_files_with_one_name_the_last_is_read() {
    let archive = zipped(&[("a/x", b"one"), ("b/x", b"two")]);
    let archive = patched(&patched(&archive, b"b/x", b"a/x", 0), b"b/x", b"a/x", 0);
    let tar = tarred(&[("a/x", b'0', b"one"), ("a/x", b'0', b"two")]);
    for archive in [archive, tar] {
        let unpacked = read(archive);
        assert_eq!(names(&unpacked), [("a/x", "two")]);
        assert_eq!(unpacked.faults, [ArchiveFault::Twice("a/x".to_owned())]);
    }
}

#[test]
fn long_names_of_both_kinds_are_read() {
    let long = format!("{}x", "d/".repeat(90));
    let pax = format!("{} path={long}\n", long.len() + 10);
    for kind in [b'L', b'x'] {
        let text = if kind == b'L' { &long } else { &pax };
        let tar = tarred(&[("long", kind, text.as_bytes()), ("short", b'0', b"1")]);
        assert_eq!(names(&read(tar)), [(long.as_str(), "1")]);
    }
}

#[test]
fn what_is_no_archive_is_said_to_be_none() {
    for (bytes, told) in [
        (&b""[..], "it is neither a zip nor a tar archive"),
        (b"hello", "it is neither a zip nor a tar archive"),
        (b"PK\x05\x06", "it is neither a zip nor a tar archive"),
        (b"BZh91AY", "it is packed with bzip2, which is not read"),
        (
            b"\x1f\x8bhello",
            "the archive is broken: it ends too early, or is damaged",
        ),
    ] {
        assert_eq!(faults(&read(bytes.to_vec())), [told]);
    }
    let tar = tarred(&[("x", b'0', b"1"), ("y", b'0', b"2")]);
    let unpacked = read(tar[..1100].to_vec());
    assert_eq!(names(&unpacked), [("x", "1")]);
    assert_eq!(unpacked.faults.len(), 1);
}

proptest! {
    #[test]
    fn any_bytes_are_read(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0..4) {
        let start: &[u8] = match kind { 0 => b"PK\x01\x02", 1 => b"\x1f\x8b\x08\0", _ => b"" };
        bytes.splice(0..0, start.iter().copied());
        if kind > 1 {
            bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2e\0\0\0\0\0\0\0\0\0");
        }
        let _ = read(bytes);
    }

    #[test]
    fn any_damage_is_survived(at in 0_usize..2000, bit in 0_u8..8, tar: bool) {
        let files: &[(&str, &[u8])] = &[("a/x", b"one"), ("b/x", b"two two two")];
        let mut archive = if tar {
            tarred(&[("a/x", b'0', b"one"), ("b/x", b'0', b"two")])
        } else {
            zipped(files)
        };
        let at = at % archive.len();
        archive[at] ^= 1 << bit;
        let unpacked = read(archive);
        prop_assert!(unpacked.files.len() <= 2);
    }
}
