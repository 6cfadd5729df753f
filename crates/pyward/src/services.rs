//! Services that an audit asks on the network, as they were named.

use pyward_advisory::{Database, SERVICES, Service};
use pyward_model::{Inventory, nearest};

use crate::commands::db;
use crate::environment::Environment;
use crate::failure::Failure;

/// A service to be asked, and where.
pub(crate) struct Asked {
    service: &'static Service,
    url: String,
}

/// The services named by `--service NAME[=URL]`. Without a network there is none to ask, and saying so is better than an
/// audit that looks as if they had been.
pub(crate) fn named(
    texts: &[String],
    offline: bool,
    environment: &Environment,
) -> Result<Vec<Asked>, Failure> {
    let mut asked = Vec::new();
    for text in texts {
        let (name, stated) = match text.split_once('=') {
            Some((name, url)) => (name, Some(url.to_owned())),
            None => (text.as_str(), None),
        };
        let service = Service::named(name.trim()).ok_or_else(|| unknown(name))?;
        if offline || environment.offline {
            return Err(Failure::usage(format!(
                "the service `{name}` cannot be asked: the network is switched off"
            ))
            .hint("leave out --service, or --offline and PYWARD_OFFLINE"));
        }
        let url = stated
            .or_else(|| environment.variable(service.variable))
            .unwrap_or_else(|| service.url.to_owned());
        asked.push(Asked { service, url });
    }
    Ok(asked)
}

fn unknown(name: &str) -> Failure {
    let names = || SERVICES.iter().map(|service| service.name);
    let hint = match nearest(name, names()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the services are {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    Failure::usage(format!("there is no service `{name}`")).hint(hint)
}

/// Asks each about an inventory; what they say stands beside the data from then on.
pub(crate) fn ask(
    database: &mut Database,
    services: &[Asked],
    inventory: &Inventory,
    environment: &Environment,
) -> Result<(), Failure> {
    if services.is_empty() {
        return Ok(());
    }
    let client = db::client(false, environment)?;
    for Asked { service, url } in services {
        database.ask_service(
            service,
            &client,
            url,
            inventory,
            environment.cache_folder.as_deref(),
            environment.today,
        );
    }
    Ok(())
}
