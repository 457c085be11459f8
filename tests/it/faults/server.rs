//! A server that breaks HTTP on purpose. It behaves in the same way on every connection.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use super::Serve;
use super::http2::Secured;

/// Serves a fault. Its threads end with the process.
pub(super) struct FaultServer {
    /// `127.0.0.1` and its port.
    pub(super) address: String,
}

impl FaultServer {
    pub(super) fn start(serve: Serve) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                thread::spawn(move || match serve {
                    Serve::Plain(serve) => serve(&mut Connection::new(stream)),
                    Serve::Secured(serve, protocol) => {
                        if let Some(mut secured) = Secured::accept(stream, protocol) {
                            serve(&mut secured);
                        }
                    }
                });
            }
        });
        Self { address }
    }
}

/// The server's side of a connection.
pub(super) struct Connection {
    reader: BufReader<TcpStream>,
    stream: TcpStream,
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        Self { reader: BufReader::new(stream.try_clone().expect("a second handle")), stream }
    }

    /// Reads the head and the body of a request. Returns its first line, which is empty at the end of the connection.
    pub(super) fn request(&mut self) -> String {
        let (mut first, mut length) = (String::new(), 0_usize);
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line).unwrap_or(0) == 0 {
                return String::new();
            }
            if first.is_empty() {
                first.clone_from(&line);
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        let _ = self.reader.read_exact(&mut body);
        first
    }

    /// Writes bytes; false when the client is gone.
    pub(super) fn write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }

    /// Reads a request and answers it with these bytes. The connection is then closed.
    pub(super) fn answer(&mut self, bytes: impl AsRef<[u8]>) {
        self.request();
        self.write(bytes);
        self.close();
    }

    /// Reads a request and writes a head. Then it writes a piece again and again until the client disconnects.
    pub(super) fn flood(&mut self, head: &str, piece: impl AsRef<[u8]>) {
        self.request();
        self.write(head);
        let piece = piece.as_ref().repeat((1 << 16) / piece.as_ref().len().max(1) + 1);
        while self.write(&piece) {}
    }

    /// Reads a request and writes a head. Then it writes a piece every 100 ms until the client disconnects.
    pub(super) fn drip(&mut self, head: &str, piece: &str) {
        self.request();
        self.write(head);
        while self.write(piece) {
            Self::wait(100);
        }
    }

    /// Reads a request, writes these bytes, and then stays silent.
    pub(super) fn fall_silent_after(&mut self, bytes: impl AsRef<[u8]>) {
        self.request();
        self.write(bytes);
        let _ = self.reader.read_to_end(&mut Vec::new());
    }

    /// Reads some bytes, whatever they are, and writes these. It then stays silent.
    pub(super) fn stall(&mut self, bytes: &[u8]) {
        let _ = self.stream.read(&mut [0; 4096]);
        self.write(bytes);
        let _ = self.reader.read_to_end(&mut Vec::new());
    }

    /// Reads some bytes and closes.
    pub(super) fn close_after_some(&mut self) {
        let _ = self.stream.read(&mut [0; 4096]);
        self.close();
    }

    /// Reads some bytes, and writes a piece every 100 ms after the first ones.
    pub(super) fn drip_raw(&mut self, first: &[u8], piece: &[u8]) {
        let _ = self.stream.read(&mut [0; 4096]);
        self.write(first);
        while self.write(piece) {
            Self::wait(100);
        }
    }

    /// Closes the sending side.
    pub(super) fn close(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Resets the connection: it is closed with unread bytes.
    pub(super) fn reset_unread(&mut self) {
        // The bytes of the request must arrive before the socket is closed.
        let _ = self.stream.peek(&mut [0]);
        Self::wait(20);
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    pub(super) fn wait(ms: u64) {
        thread::sleep(Duration::from_millis(ms));
    }
}
