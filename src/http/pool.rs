//! Connections that wait for their next request.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;

use super::connection::Connection;

/// Kept connections by where they lead.
///
/// Order: the one used last is taken first, so that requests in sequence stay on one connection.
pub(super) struct Pool<K>(RefCell<HashMap<K, Vec<Connection>>>);

impl<K: Hash + Eq> Pool<K> {
    /// A connection that is still open as far as one can see; dead ones are dropped on the way.
    pub(super) fn take(&self, key: &K) -> Option<Connection> {
        let mut kept = self.0.borrow_mut();
        let connections = kept.get_mut(key)?;
        while let Some(connection) = connections.pop() {
            if connection.is_quiet() {
                return Some(connection);
            }
        }
        None
    }

    /// Keeps a connection for the next request.
    pub(super) fn keep(&self, key: K, mut connection: Connection) {
        connection.reused = true;
        self.0.borrow_mut().entry(key).or_default().push(connection);
    }
}

impl<K> Default for Pool<K> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}
