//! Makes connections: it looks up names, connects over TCP and TLS, and times each phase.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;

use super::connection::Stream;
use super::failure::{invalid, timed_out, tls as tls_failure, tunnel, unconnected, unresolved};
use super::tls::{Configs, TlsPolicy, TlsUse};
use super::url::Destination;
use super::{HttpVersion, Proxy, RequestFailure, SendOptions, Timings};
use crate::clock::Clock;

/// The time after which the next address is tried beside a silent one.
const HEAD_START: Duration = Duration::from_millis(250);

/// Opens connections. TLS settings are made on first use and kept.
pub(super) struct Connector {
    clock: Clock,
    configs: Configs,
}

/// The route to a server. Connections with equal routes are interchangeable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Route {
    pub(super) host: String,
    pub(super) port: u16,
    /// The TLS settings; `None` without TLS.
    pub(super) tls: Option<TlsUse>,
    pub(super) proxy: Option<Proxy>,
    /// Whether the certificate of a proxy that is reached over TLS is verified.
    pub(super) verify_proxy: bool,
    /// The [pin](SendOptions::pin): only requests with this pin may use the connection.
    pub(super) pin: Option<u64>,
}

impl Route {
    /// True when a proxy forwards the request, without a tunnel.
    pub(super) fn is_forwarded(&self) -> bool {
        self.tls.is_none() && self.proxy.as_ref().is_some_and(Proxy::forwards)
    }
}

impl Connector {
    pub(super) fn new(clock: Clock, configs: Configs) -> Self {
        Self { clock, configs }
    }

    /// The route to a destination.
    pub(super) fn route(
        &self,
        destination: &Destination,
        proxy: Option<&Proxy>,
        options: &SendOptions,
    ) -> Route {
        let tls = destination.secure.then(|| TlsUse {
            policy: options.tls.clone(),
            certificate: self.configs.certificate_for(&destination.host, destination.port, &destination.path),
            version: options.version,
        });
        Route {
            host: destination.host.clone(),
            port: destination.port,
            tls,
            proxy: proxy.cloned(),
            verify_proxy: options.tls.verify,
            pin: options.pin,
        }
    }

    /// Reads the TLS settings of a route for their warnings. It ignores a failure, which comes again when the route is
    /// used.
    pub(super) fn read_settings(&self, route: &Route, warnings: &mut Vec<String>) {
        if let Some(tls) = &route.tls {
            let _ = self.configs.get(tls, warnings);
        }
    }

    /// Connects within the time limit, and adds the phases to `timings`.
    pub(super) async fn connect(
        &self,
        destination: &Destination,
        route: &Route,
        limit: Option<Duration>,
        timings: &mut Timings,
        warnings: &mut Vec<String>,
    ) -> Result<Stream, RequestFailure> {
        // A certificate that cannot be used fails before the client connects.
        let config = match &route.tls {
            Some(tls) => Some(self.configs.get(tls, warnings)?),
            None => None,
        };
        let opening = self.open(destination, route, config, timings);
        match limit {
            Some(limit) => tokio::time::timeout(limit, opening).await.map_err(|_| timed_out("ETIMEDOUT"))?,
            None => opening.await,
        }
    }

    async fn open(
        &self,
        destination: &Destination,
        route: &Route,
        config: Option<Arc<ClientConfig>>,
        timings: &mut Timings,
    ) -> Result<Stream, RequestFailure> {
        let mut stream = match &route.proxy {
            None => Stream::Plain(self.dial(destination, timings).await?),
            Some(proxy) if route.is_forwarded() => self.to_proxy(proxy, route, timings).await?,
            Some(proxy) => {
                let stream = self.to_proxy(proxy, route, timings).await;
                let stream = stream.map_err(|failure| tunnel(&format!("cause={}", failure.message)))?;
                proxy.tunnel(stream, destination).await?
            }
        };
        if let Some(config) = config {
            let began = self.clock.elapsed();
            stream = secured(stream, config, &destination.host).await?;
            timings.tls = self.clock.elapsed().saturating_sub(began);
        }
        Ok(stream)
    }

    async fn to_proxy(
        &self,
        proxy: &Proxy,
        route: &Route,
        timings: &mut Timings,
    ) -> Result<Stream, RequestFailure> {
        let destination = proxy.destination();
        let stream = Stream::Plain(self.dial(&destination, timings).await?);
        if !destination.secure {
            return Ok(stream);
        }
        let policy = TlsPolicy { verify: route.verify_proxy, ..TlsPolicy::default() };
        let ordinary = TlsUse { policy, certificate: None, version: HttpVersion::Http1 };
        let config = self.configs.get(&ordinary, &mut Vec::new())?;
        secured(stream, config, &destination.host).await
    }

    /// Looks the name up and connects.
    async fn dial(
        &self,
        destination: &Destination,
        timings: &mut Timings,
    ) -> Result<TcpStream, RequestFailure> {
        let began = self.clock.elapsed();
        let addresses = addresses(destination).await?;
        // An IP address needs no look-up.
        if destination.host.parse::<IpAddr>().is_err() {
            timings.dns = self.clock.elapsed().saturating_sub(began);
        }
        let stream = connect_first(&addresses).await?;
        timings.connect = self.clock.elapsed().saturating_sub(began + timings.dns);
        // Small requests must not wait for an acknowledgement. A socket without this option still works.
        let _ = stream.set_nodelay(true);
        Ok(stream)
    }
}

async fn secured(stream: Stream, config: Arc<ClientConfig>, host: &str) -> Result<Stream, RequestFailure> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| invalid("Invalid URI host"))?;
    let stream =
        TlsConnector::from(config).connect(name, stream).await.map_err(|error| tls_failure(&error))?;
    Ok(Stream::Tls(Box::new(stream)))
}

/// Looks up a name. `localhost` and its subdomains are this machine, with IPv6 first.
async fn addresses(destination: &Destination) -> Result<Vec<SocketAddr>, RequestFailure> {
    if let Ok(ip) = destination.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(ip, destination.port)]);
    }
    if destination.host == "localhost" || destination.host.ends_with(".localhost") {
        let both = [IpAddr::from(Ipv6Addr::LOCALHOST), IpAddr::from(Ipv4Addr::LOCALHOST)];
        return Ok(both.map(|ip| SocketAddr::new(ip, destination.port)).to_vec());
    }
    let found: Vec<_> = lookup_host((destination.host.as_str(), destination.port))
        .await
        .map_err(|error| unresolved(&destination.host, Some(&error)))?
        .collect();
    if found.is_empty() { Err(unresolved(&destination.host, None)) } else { Ok(found) }
}

/// Connects to the first address that answers. When one stays silent, the next is tried beside it.
///
/// Source: Node.js 20, `autoSelectFamilyAttemptTimeout`.
fn connect_first(addresses: &[SocketAddr]) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
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
    async fn the_next_address_is_tried_after_a_refusing_and_beside_a_silent_one() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let open = listener.local_addr().expect("bound");
        let refusing = SocketAddr::from(([127, 0, 0, 1], 1));
        // This address is reserved for documentation: nothing answers there, or it cannot be reached.
        let silent = SocketAddr::from(([192, 0, 2, 1], 9));
        let addresses = [refusing, silent, open];
        let connected = connect_first(&addresses);
        let stream = tokio::time::timeout(Duration::from_secs(5), connected).await.expect("soon");
        assert_eq!(stream.expect("a connection").peer_addr().expect("connected"), open);
        assert!(connect_first(&[refusing]).await.is_err());
    }
}
