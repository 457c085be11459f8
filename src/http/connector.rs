//! Makes connections: names, TCP, TLS, each phase timed.

use std::cell::OnceCell;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use super::connection::{Connection, Stream};
use super::failure::{invalid, timed_out, tls as tls_failure, unconnected, unresolved};
use super::url::Target;
use super::{RequestFailure, Timings, tls};
use crate::clock::Clock;

/// Opens connections; TLS settings are made on first use and kept.
pub(super) struct Connector {
    clock: Clock,
    checked: OnceCell<Arc<ClientConfig>>,
    unchecked: OnceCell<Arc<ClientConfig>>,
    extra_ca: Vec<Bytes>,
}

impl Connector {
    pub(super) fn new(clock: Clock, extra_ca: Vec<Bytes>) -> Self {
        Self { clock, checked: OnceCell::new(), unchecked: OnceCell::new(), extra_ca }
    }

    /// Connects within the limit, adding the phases to `timings`.
    pub(super) async fn connect(
        &self,
        target: &Target,
        verify: bool,
        limit: Option<Duration>,
        timings: &mut Timings,
    ) -> Result<Connection, RequestFailure> {
        let opening = self.open(target, verify, timings);
        match limit {
            Some(limit) => tokio::time::timeout(limit, opening).await.map_err(|_| timed_out("ETIMEDOUT"))?,
            None => opening.await,
        }
    }

    async fn open(
        &self,
        target: &Target,
        verify: bool,
        timings: &mut Timings,
    ) -> Result<Connection, RequestFailure> {
        let began = self.clock.elapsed();
        let addresses = addresses(target).await?;
        timings.dns = self.clock.elapsed().saturating_sub(began);
        let stream = connect_first(&addresses).await?;
        let connected = self.clock.elapsed();
        timings.connect = connected.saturating_sub(began + timings.dns);
        // Small requests must not wait for an acknowledgement; a socket that cannot do it still works.
        let _ = stream.set_nodelay(true);
        if !target.secure {
            return Ok(Connection::new(Stream::Plain(stream)));
        }
        let cell = if verify { &self.checked } else { &self.unchecked };
        let config = Arc::clone(cell.get_or_init(|| tls::config(verify, &self.extra_ca)));
        let name = ServerName::try_from(target.host.clone()).map_err(|_| invalid("Invalid URI host"))?;
        let stream =
            TlsConnector::from(config).connect(name, stream).await.map_err(|error| tls_failure(&error))?;
        timings.tls = self.clock.elapsed().saturating_sub(connected);
        Ok(Connection::new(Stream::Tls(Box::new(stream))))
    }
}

/// `localhost` and its subdomains are this machine, IPv6 first; all others are looked up.
async fn addresses(target: &Target) -> Result<Vec<SocketAddr>, RequestFailure> {
    if let Ok(ip) = target.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, target.port)]);
    }
    if target.host == "localhost" || target.host.ends_with(".localhost") {
        let both = [IpAddr::from(Ipv6Addr::LOCALHOST), IpAddr::from(Ipv4Addr::LOCALHOST)];
        return Ok(both.map(|ip| SocketAddr::new(ip, target.port)).to_vec());
    }
    let found: Vec<_> = lookup_host((target.host.as_str(), target.port))
        .await
        .map_err(|_| unresolved(&target.host))?
        .collect();
    if found.is_empty() { Err(unresolved(&target.host)) } else { Ok(found) }
}

/// The first address that answers; the last failure if none does.
async fn connect_first(addresses: &[SocketAddr]) -> Result<TcpStream, RequestFailure> {
    let mut last = None;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(unconnected(&error, *address)),
        }
    }
    Err(last.expect("there is at least one address"))
}
