# `just` lists what there is.
default:
    @just --list

# Everything that must hold before a change is done.
done: fmt clippy test deny

# Formatting.
fmt:
    cargo fmt --all

# Lints, warnings refused.
clippy:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# The README's test command: unit, snapshot, property and whole-program tests, tidy and docs checks.
test:
    cargo test --workspace --locked

# The same tests, faster to read.
nextest:
    cargo nextest run --workspace --locked

# Property tests with new cases, and many of them.
explore CASES="5000":
    PROPTEST_CASES={{CASES}} cargo test --workspace --lib --locked --no-fail-fast

# Locks that pyward upgraded, judged by their own tools, which are installed from PyPI for it.
locks:
    #!/usr/bin/env bash
    set -euo pipefail
    mkdir -p target/tools/bin
    for tool in uv poetry pdm pipenv; do
        python3 -m venv "target/tools/$tool"
        "target/tools/$tool/bin/pip" install --quiet "$tool"
        ln -sf "../$tool/bin/$tool" "target/tools/bin/$tool"
    done
    ln -sf ../uv/bin/pip target/tools/bin/pip
    PYWARD_TEST_TOOLS="$PWD/target/tools/bin" cargo test -p pyward --test cli --locked managers -- --ignored

# Source distributions, built by this machine's Python; nothing is fetched for it.
builds:
    cargo test -p pyward-resolve --lib --locked builds -- --include-ignored
    cargo test -p pyward --test cli --locked builds -- --include-ignored

# Licenses, advisories, sources and doors of pyward's own dependencies (needs `cargo install cargo-deny`).
deny:
    cargo deny --all-features check

# Regenerate the generated pages under docs/ and schemas.
docs:
    cargo xtask docs

# House rules: import table, names, registries, file sizes.
tidy:
    cargo xtask tidy

# Rebuild the built-in advisory snapshot from a file of facts.
refresh-data FACTS:
    cargo xtask refresh-data {{FACTS}}

# Time pyward beside its peers (DATA: an OSV zip; PROJECT: a folder with uv.lock and a flat requirements.txt).
bench DATA PROJECT *PEERS: dist
    python3 benches/peers.py --pyward target/dist/pyward --data {{DATA}} --project {{PROJECT}} {{PEERS}}

# Fuzz a reader (needs `cargo install cargo-fuzz` and a nightly toolchain).
fuzz READER:
    cargo +nightly fuzz run {{READER}}

# What is shipped.
dist:
    cargo build --profile dist --locked
