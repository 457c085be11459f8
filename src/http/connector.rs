//! Makes connections: names, TCP, TLS, each phase timed.

use std::cell::OnceCell;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::{Pin, pin};
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

/// How long an address may be silent before the next one is tried beside it.
const HEAD_START: Duration = Duration::from_millis(250);

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
        // An address is not looked up.
        if target.host.parse::<IpAddr>().is_err() {
            timings.dns = self.clock.elapsed().saturating_sub(began);
        }
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
        .map_err(|error| unresolved(&target.host, Some(&error)))?
        .collect();
    if found.is_empty() { Err(unresolved(&target.host, None)) } else { Ok(found) }
}

/// The first address that answers; one that stays silent is soon joined by the next.
///
/// Source: Node.js 20, `autoSelectFamilyAttemptTimeout`.
fn connect_first(addresses: &[SocketAddr]) -> Pin<Box<dyn Future<Output = Connected> + '_>> {
    Box::pin(async move {
        let (&first, rest) = addresses.split_first().expect("there is at least one address");
        let mut attempt = pin!(connect_to(first));
        if rest.is_empty() {
            return attempt.await;
        }
        match tokio::time::timeout(HEAD_START, attempt.as_mut()).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(_)) => return connect_first(rest).await,
            Err(_) => {}
        }
        let mut others = connect_first(rest);
        tokio::select! {
            first = attempt.as_mut() => match first {
                Ok(stream) => Ok(stream),
                Err(_) => others.await,
            },
            other = others.as_mut() => match other {
                Ok(stream) => Ok(stream),
                Err(_) => attempt.await,
            },
        }
    })
}

type Connected = Result<TcpStream, RequestFailure>;

async fn connect_to(address: SocketAddr) -> Connected {
    TcpStream::connect(address).await.map_err(|error| unconnected(&error, address))
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_refusing_and_a_silent_address_do_not_keep_the_next_one_waiting() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let open = listener.local_addr().expect("bound");
        let refusing = SocketAddr::from(([127, 0, 0, 1], 1));
        // Reserved for documentation: nothing answers there, or there is no way to it.
        let silent = SocketAddr::from(([192, 0, 2, 1], 9));
        let addresses = [refusing, silent, open];
        let connected = connect_first(&addresses);
        let stream = tokio::time::timeout(Duration::from_secs(5), connected).await.expect("soon");
        assert_eq!(stream.expect("a connection").peer_addr().expect("connected"), open);
        assert!(connect_first(&[refusing]).await.is_err());
    }
}
