//! How the binary is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    // An audit takes a few milliseconds, and a position-independent binary of this size spends one and a half of them on
    // relocations: 400 pages are copied before `main`. Libraries, heap and stack stay at random addresses.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bin=pyward=-no-pie");
    }
}
