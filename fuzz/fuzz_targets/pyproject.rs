//! A manifest by PEP 621, Poetry, PDM, uv or Hatch.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("pyproject.toml", data)]));
