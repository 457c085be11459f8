//! A pool of connections that wait for their next request.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::connection::Connection;
use super::connector::Route;
use super::http2::Http2;

/// A connection that can send a request.
pub(super) enum Way {
    /// One exchange at a time uses the connection.
    Http1(Connection),
    /// Several exchanges share the connection.
    Http2(Http2),
}

/// The idle connections of each route.
///
/// Order: the connection that was used last is taken first, so that requests in sequence stay on one connection.
#[derive(Default)]
pub(super) struct Pool {
    idle: Mutex<HashMap<Route, Vec<Connection>>>,
    shared: Mutex<HashMap<Route, Http2>>,
}

impl Pool {
    /// Takes a connection that seems to be open, and drops those that are closed.
    pub(super) fn take(&self, route: &Route) -> Option<Way> {
        if let Some(shared) = lock(&self.shared).get(route) {
            return Some(Way::Http2(shared.clone()));
        }
        let mut idle = lock(&self.idle);
        let connections = idle.get_mut(route)?;
        while let Some(connection) = connections.pop() {
            if connection.is_quiet() {
                return Some(Way::Http1(connection));
            }
        }
        None
    }

    /// Closes the connections with this pin.
    pub(super) fn close(&self, pin: u64) {
        lock(&self.idle).retain(|route, _| route.pin != Some(pin));
        lock(&self.shared).retain(|route, _| route.pin != Some(pin));
    }

    /// Keeps a connection for the next request.
    pub(super) fn keep(&self, route: Route, way: Way) {
        match way {
            Way::Http1(mut connection) => {
                connection.reused = true;
                lock(&self.idle).entry(route).or_default().push(connection);
            }
            Way::Http2(shared) => {
                lock(&self.shared).insert(route, shared);
            }
        }
    }

    /// Removes a shared connection that broke; true when there was one.
    pub(super) fn forget_shared(&self, route: &Route) -> bool {
        lock(&self.shared).remove(route).is_some()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
