//! uv: `[tool.uv.audit]` of a `pyproject.toml`, `[audit]` of a `uv.toml`.

use super::tables;
use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "uv",
    files: &["pyproject.toml", "uv.toml"],
    read,
};

fn read(found: &Found<'_>, carried: &mut Carried) {
    let way: &[&str] = match found.path {
        "uv.toml" => &["audit"],
        _ => &["tool", "uv", "audit"],
    };
    tables::with(found, way, carried, |table, carried| {
        for (key, item) in table.iter() {
            match key {
                "ignore" | "ignore-until-fixed" => {
                    for (id, place) in tables::texts(found, item) {
                        carried.ignore(Ignored {
                            until_fixed: key == "ignore-until-fixed",
                            ..Ignored::id(&id, place)
                        });
                    }
                }
                "service-url" | "service-format" => carried.left(
                    tables::place(found, item),
                    format!("audit.{key}"),
                    "`--service osv=URL` asks another service",
                ),
                "malware-check" => carried.left(
                    tables::place(found, item),
                    "audit.malware-check",
                    "malware always blocks; `gate.malicious` says otherwise",
                ),
                other => carried.left(
                    tables::place(found, item),
                    format!("audit.{other}"),
                    "pyward does not know what it means",
                ),
            }
        }
    });
}
