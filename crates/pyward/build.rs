//! How the binary is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // An audit takes a few milliseconds, and a position-independent binary of this size spends one and a half of them on
    // relocations: 450 pages are written before `main`. Libraries, heap and stack stay at random addresses.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bin=pyward=-no-pie");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script so what it builds for"
)]
fn target(name: &str) -> String {
    std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default()
}
