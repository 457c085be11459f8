//! The server of the side-by-side benchmark: one thread a connection, one small JSON answer, nothing else to do,
//! so that what is measured is the runner. Prints its port and serves until its standard input ends.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n{\"id\":7,\"name\":\"bench\"}";

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?.port())?;
    std::thread::spawn(move || {
        for stream in listener.incoming().filter_map(Result::ok) {
            std::thread::spawn(move || serve(stream));
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new()).map(|_| ())
}

fn serve(mut stream: TcpStream) {
    let mut request = [0; 8192];
    let _ = stream.set_nodelay(true);
    while stream.read(&mut request).is_ok_and(|read| read > 0) && stream.write_all(ANSWER).is_ok() {}
}
