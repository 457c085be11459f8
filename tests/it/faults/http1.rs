//! Faults of HTTP/1.1, and of proxies.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::server::Connection;
use super::{Fault, Told, fault, heavy, with};

const OK: &str = "HTTP/1.1 200 OK\r\n";

const fn proxied(name: &'static str, url: &'static str, serve: fn(&mut Connection), told: Told) -> Fault {
    let mut fault = fault(name, serve, told);
    fault.url = url;
    fault
}

/// A SOCKS5 proxy.
const fn socks(name: &'static str, serve: fn(&mut Connection), told: Told) -> Fault {
    let mut fault = proxied(name, "http://h.invalid/", serve, told);
    fault.scheme = "socks5";
    fault
}

use Told::{Fails, Taken};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn br(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    brotli::CompressorWriter::new(&mut compressed, 1 << 16, 1, 22).write_all(bytes).expect("memory");
    compressed
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// A response with this encoding and body.
fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{OK}Content-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A chunked response with this text after its head.
fn chunked(text: &str) -> String {
    format!("{OK}Transfer-Encoding: chunked\r\n\r\n{text}")
}

/// A redirect to this place.
fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

/// Answers each request of a connection with these bytes.
fn each(connection: &mut Connection, bytes: &str) {
    while !connection.request().is_empty() && connection.write(bytes) {}
}

/// All faults, grouped by the part of HTTP that they break.
pub(super) const FAULTS: &[Fault] = &[
    // The connection.
    fault("closes before it reads", Connection::close, Fails("socket hang up")),
    fault("closes after the request", |c| c.answer(""), Fails("socket hang up")),
    fault("resets before it reads", Connection::reset_unread, Fails("")),
    fault(
        "answers before it reads",
        |c| {
            c.write(format!("{OK}Content-Length: 2\r\n\r\nhi"));
            let _ = c.request();
        },
        Taken(200, 2),
    ),
    fault("never answers", |c| c.fall_silent_after(""), Fails("ESOCKETTIMEDOUT")),
    fault("falls silent in the status line", |c| c.fall_silent_after("HTTP/1.1 2"), Fails("ESOCKETTIMEDOUT")),
    fault("falls silent in the head", |c| c.fall_silent_after(format!("{OK}A: 1")), Fails("ESOCKETTIMEDOUT")),
    fault(
        "falls silent in the body",
        |c| c.fall_silent_after(format!("{OK}Content-Length: 9\r\n\r\nabc")),
        Fails("ESOCKETTIMEDOUT"),
    ),
    fault("falls silent in a chunk", |c| c.fall_silent_after(chunked("5\r\nab")), Fails("ESOCKETTIMEDOUT")),
    // The status line.
    fault("status line is cut", |c| c.answer("HTTP/1.1 20"), Fails("socket hang up")),
    fault("garbage", |c| c.answer("garbage\r\n\r\n"), Fails("Parse Error: Expected HTTP/")),
    fault(
        "binary garbage",
        |c| c.answer([0, 255, 254, 13, 10, 13, 10]),
        Fails("Parse Error: Expected HTTP/"),
    ),
    fault("a TLS alert", |c| c.answer([21, 3, 3, 0, 2, 2, 40]), Fails("Parse Error: Expected HTTP/")),
    fault("an SSH greeting", |c| c.answer("SSH-2.0-OpenSSH_9.0\r\n"), Fails("Parse Error: Expected HTTP/")),
    fault("an ICY stream", |c| c.answer("ICY 200 OK\r\n\r\n"), Fails("Parse Error: Expected HTTP/")),
    fault("HTTP/2 in the status line", |c| c.answer("HTTP/2.0 200 OK\r\n\r\n"), Taken(200, 0)),
    fault("HTTP/9.9 in the status line", |c| c.answer("HTTP/9.9 200 OK\r\n\r\n"), Fails("Parse Error: ")),
    fault("a status of two digits", |c| c.answer("HTTP/1.1 20 OK\r\n\r\n"), Fails("Parse Error: ")),
    fault("a status of four digits", |c| c.answer("HTTP/1.1 2000 OK\r\n\r\n"), Fails("Parse Error: ")),
    fault(
        "a status of letters",
        |c| c.answer("HTTP/1.1 2x0 OK\r\n\r\n"),
        Fails("Parse Error: Invalid status code"),
    ),
    fault("no reason", |c| c.answer("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi"), Taken(200, 2)),
    fault(
        "a reason of a megabyte",
        |c| c.answer(format!("HTTP/1.1 200 {}\r\n\r\n", "x".repeat(1 << 20))),
        Fails("Parse Error: Header overflow"),
    ),
    fault("empty lines before the status line without end", |c| c.flood("", "\r\n"), Fails("Parse Error: ")),
    // Headers.
    fault("a header is cut", |c| c.answer(format!("{OK}Content-Le")), Fails("socket hang up")),
    fault("no empty line after the head", |c| c.answer(format!("{OK}A: 1\r\n")), Fails("socket hang up")),
    fault("a header without a colon", |c| c.answer(format!("{OK}nonsense\r\n\r\n")), Fails("Parse Error: ")),
    fault(
        "a header with a blank in its name",
        |c| c.answer(format!("{OK}A B: 1\r\n\r\n")),
        Fails("Parse Error: Invalid header token"),
    ),
    fault("a header without a name", |c| c.answer(format!("{OK}: 1\r\n\r\n")), Fails("Parse Error: ")),
    fault("a NUL in a header", |c| c.answer(format!("{OK}A: x\0y\r\n\r\n")), Fails("Parse Error: ")),
    fault(
        "a folded header",
        |c| c.answer(format!("{OK}A: x\r\n y\r\nContent-Length: 2\r\n\r\nhi")),
        Fails("Unexpected whitespace after header value"),
    ),
    fault(
        "a header in Chinese",
        |c| c.answer(format!("{OK}A: 你好\r\nContent-Length: 2\r\n\r\nhi")),
        Taken(200, 2),
    ),
    fault(
        "a header of ten megabytes",
        |c| c.answer(format!("{OK}A: {}\r\n\r\n", "x".repeat(10 << 20))),
        Fails("Parse Error: Header overflow"),
    ),
    fault("headers without end", |c| c.flood(OK, "A: 1\r\n"), Fails("Parse Error: Header overflow")),
    fault(
        "cookies without end",
        |c| c.flood(OK, "Set-Cookie: a=1\r\n"),
        Fails("Parse Error: Header overflow"),
    ),
    fault("a header line without end", |c| c.flood(OK, "x"), Fails("Parse Error: Header overflow")),
    // Lengths.
    fault(
        "a negative length",
        |c| c.answer(format!("{OK}Content-Length: -1\r\n\r\n")),
        Fails("Parse Error: Invalid character in Content-Length"),
    ),
    fault(
        "a length in letters",
        |c| c.answer(format!("{OK}Content-Length: two\r\n\r\nhi")),
        Fails("Parse Error: Invalid character in Content-Length"),
    ),
    fault(
        "a length beyond all numbers",
        |c| c.answer(format!("{OK}Content-Length: 99999999999999999999\r\n\r\n")),
        Fails("Parse Error: "),
    ),
    fault(
        "two lengths",
        |c| c.answer(format!("{OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc")),
        Fails("Parse Error: "),
    ),
    fault(
        "a body shorter than its length",
        |c| c.answer(format!("{OK}Content-Length: 10\r\n\r\nabc")),
        Fails("aborted"),
    ),
    fault(
        "a body longer than its length",
        |c| c.answer(format!("{OK}Content-Length: 2\r\n\r\nhi and more")),
        Fails("Parse Error: Expected HTTP/"),
    ),
    fault("a body without a length", |c| c.answer(format!("{OK}\r\nuntil the end")), Taken(200, 13)),
    fault(
        "a length and chunks",
        |c| {
            c.answer(format!(
                "{OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
            ));
        },
        Fails("Parse Error: "),
    ),
    heavy(fault(
        "a body without end",
        |c| c.flood(&format!("{OK}\r\n"), "x"),
        Fails("Maximum response size reached"),
    )),
    // Chunks.
    fault(
        "a chunk size that is no number",
        |c| c.answer(chunked("xyz\r\n")),
        Fails("Invalid character in chunk size"),
    ),
    fault(
        "a chunk size of sixteen digits",
        |c| c.answer(chunked("ffffffffffffffff\r\nabc")),
        Fails("Maximum response size reached"),
    ),
    fault(
        "a chunk size of seventeen digits",
        |c| c.answer(chunked("fffffffffffffffff\r\nabc")),
        Fails("Parse Error: "),
    ),
    fault("a negative chunk size", |c| c.answer(chunked("-1\r\n")), Fails("Invalid character in chunk size")),
    fault("a chunk that is cut", |c| c.answer(chunked("5\r\nab")), Fails("aborted")),
    fault(
        "a chunk longer than its size",
        |c| c.answer(chunked("2\r\nabcdef\r\n0\r\n\r\n")),
        Fails("Parse Error: "),
    ),
    fault("no last chunk", |c| c.answer(chunked("2\r\nhi\r\n")), Fails("aborted")),
    fault("no line after the last chunk", |c| c.answer(chunked("2\r\nhi\r\n0\r\n")), Fails("aborted")),
    fault("trailers", |c| c.answer(chunked("2\r\nhi\r\n0\r\nA: 1\r\n\r\n")), Taken(200, 2)),
    fault(
        "trailers without end",
        |c| c.flood(&chunked("2\r\nhi\r\n0\r\n"), "A: 1\r\n"),
        Fails("Parse Error: "),
    ),
    fault("a chunk extension without end", |c| c.flood(&chunked("2;"), "x"), Fails("Parse Error: ")),
    fault("empty lines for chunks without end", |c| c.flood(&chunked(""), "\r\n"), Fails("Parse Error: ")),
    with(
        fault(
            "chunks without end",
            |c| c.flood(&chunked(""), "1\r\nx\r\n"),
            Fails("the request was not done after 3000ms"),
        ),
        &["--max-time", "3000"],
    ),
    // Encodings.
    fault("gzip that is none", |c| c.answer(encoded("gzip", b"abc")), Fails("incorrect header check")),
    fault(
        "gzip that is cut",
        |c| {
            let whole = gzip(&b"long ".repeat(1000));
            c.answer(encoded("gzip", &whole[..whole.len() / 2]));
        },
        Fails("unexpected end of file"),
    ),
    fault(
        "gzip without its checksum",
        |c| {
            let whole = gzip(&b"long ".repeat(1000));
            c.answer(encoded("gzip", &whole[..whole.len() - 8]));
        },
        Fails("unexpected end of file"),
    ),
    fault(
        "gzip with a wrong checksum",
        |c| {
            let mut whole = gzip(b"abc");
            let at = whole.len() - 8;
            whole[at] ^= 1;
            c.answer(encoded("gzip", &whole));
        },
        Fails("incorrect data check"),
    ),
    heavy(fault(
        "a gzip bomb of ten gigabytes",
        |c| {
            let bomb = gzip(&vec![0; 1 << 20]).repeat(10_000);
            c.answer(encoded("gzip", &bomb));
        },
        Fails("(--max-response-size raises the limit)"),
    )),
    fault(
        "a bomb inside of another",
        |c| c.answer(encoded("gzip, gzip", &gzip(&gzip(&vec![0; 1 << 20]).repeat(300)))),
        Taken(200, 956),
    ),
    fault(
        "deflate that is cut",
        |c| {
            let whole = zlib(&b"long ".repeat(1000));
            c.answer(encoded("deflate", &whole[..whole.len() / 2]));
        },
        Fails("unexpected end of file"),
    ),
    fault(
        "br that is cut",
        |c| {
            let whole = br(&b"long ".repeat(1000));
            c.answer(encoded("br", &whole[..whole.len() / 2]));
        },
        Fails("Decompression failed"),
    ),
    fault(
        "zstd that is cut",
        |c| {
            let whole = zstd(&b"long ".repeat(1000));
            c.answer(encoded("zstd", &whole[..whole.len() / 2]));
        },
        Fails("Data corruption detected"),
    ),
    with(
        fault(
            "a br bomb",
            |c| c.answer(encoded("br", &br(&vec![0; 2 << 20]))),
            Fails("the body has more than 1048576 bytes"),
        ),
        &["--max-response-size", "1MiB"],
    ),
    with(
        fault(
            "a zstd bomb",
            |c| c.answer(encoded("zstd", &zstd(&vec![0; 1 << 20]).repeat(1000))),
            Fails("the body has more than 16777216 bytes"),
        ),
        &["--max-response-size", "16MiB"],
    ),
    fault("br that is none", |c| c.answer(encoded("br", b"\xff\xff\xff\xff")), Fails("Decompression failed")),
    fault("zstd that is none", |c| c.answer(encoded("zstd", b"abcdefgh")), Fails("Unknown frame descriptor")),
    fault("an encoding that nobody knows", |c| c.answer(encoded("rot13", b"uv")), Taken(200, 2)),
    fault("an empty body called gzip", |c| c.answer(encoded("gzip", b"")), Taken(200, 0)),
    // Interim and bodiless responses.
    fault(
        "100 Continue without end",
        |c| c.flood("", "HTTP/1.1 100 Continue\r\n\r\n"),
        Fails("interim responses"),
    ),
    fault(
        "103 Early Hints, then the answer",
        |c| {
            c.answer(format!(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n{OK}Content-Length: 2\r\n\r\nhi"
            ));
        },
        Taken(200, 2),
    ),
    fault(
        "101 that nobody asked for",
        |c| c.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        Taken(101, 0),
    ),
    fault(
        "204 with a body",
        |c| c.answer("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi"),
        Fails("Parse Error: Expected HTTP/"),
    ),
    fault(
        "304 with a length",
        |c| c.answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\n\r\n"),
        Taken(304, 0),
    ),
    // Redirects.
    fault("a redirect to itself", |c| each(c, &redirect("/")), Fails("Exceeded maxRedirects")),
    fault(
        "redirects that grow",
        |c| {
            for turn in 1.. {
                if c.request().is_empty() || !c.write(redirect(&format!("/{}", "x".repeat(1000 * turn)))) {
                    return;
                }
            }
        },
        Fails("Exceeded maxRedirects"),
    ),
    fault(
        "redirects with ever more cookies",
        |c| {
            for turn in 0.. {
                let cookie = |i: i32| format!("Set-Cookie: c{turn}x{i}={}\r\n", "v".repeat(1000));
                let cookies = (0..50).map(cookie).collect::<Vec<_>>().concat();
                let head = redirect("/").replacen("\r\n", &format!("\r\n{cookies}"), 1);
                if c.request().is_empty() || !c.write(head) {
                    return;
                }
            }
        },
        Fails("Exceeded maxRedirects"),
    ),
    fault(
        "a redirect to a place of a megabyte",
        |c| c.answer(redirect(&format!("/{}", "x".repeat(1 << 20)))),
        Fails("Parse Error: Header overflow"),
    ),
    fault(
        "three thousand cookies",
        |c| {
            let cookie = |i: i32| format!("Set-Cookie: c{i}=1\r\n");
            let cookies = (0..3000).map(cookie).collect::<Vec<_>>().concat();
            c.answer(format!("{OK}{cookies}Content-Length: 2\r\n\r\nhi"));
        },
        Taken(200, 2),
    ),
    fault(
        "a redirect to nowhere",
        |c| c.answer("HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nhi"),
        Taken(302, 2),
    ),
    fault("a redirect to an empty place", |c| each(c, &redirect("")), Taken(302, 0)),
    fault(
        "a redirect to a file",
        |c| c.answer(redirect("file:///etc/passwd")),
        Fails("Invalid protocol: file:"),
    ),
    fault(
        "a redirect to a scheme that nobody knows",
        |c| c.answer(redirect("javascript:alert(1)")),
        Fails("Exceeded maxRedirects"),
    ),
    fault(
        "a redirect to a port that is none",
        |c| c.answer(redirect("http://127.0.0.1:99999/")),
        Fails("Port should be >= 0 and < 65536"),
    ),
    fault("a redirect to a host that is none", |c| c.answer(redirect("http:///x")), Fails("ENOTFOUND")),
    fault(
        "a redirect to a closed port",
        |c| c.answer(redirect("http://127.0.0.1:1/")),
        Fails("ECONNREFUSED"),
    ),
    // Slow responses: each byte comes in time, but the whole response never does.
    with(
        fault(
            "a body that drips",
            |c| c.drip(&format!("{OK}\r\n"), "x"),
            Fails("the response was not complete after 1000ms"),
        ),
        &["--timeout-download", "1000"],
    ),
    with(
        fault(
            "a head that drips",
            |c| c.drip(OK, "A: 1\r\n"),
            Fails("the request was not done after 2000ms"),
        ),
        &["--max-time", "2000"],
    ),
    with(
        fault(
            "interim responses that drip",
            |c| c.drip("", "HTTP/1.1 102 Processing\r\n\r\n"),
            Fails("the request was not done after 2000ms"),
        ),
        &["--max-time", "2000"],
    ),
    with(
        fault(
            "chunks that drip",
            |c| c.drip(&chunked(""), "1\r\nx\r\n"),
            Fails("the request was not done after 2000ms"),
        ),
        &["--max-time", "2000"],
    ),
    // Kept connections.
    fault(
        "a kept connection that is closed",
        |c| {
            c.request();
            c.write(format!("{OK}Content-Length: 2\r\n\r\nhi"));
            Connection::wait(1);
            c.close();
        },
        Taken(200, 2),
    ),
    fault(
        "a second answer that nobody asked for",
        |c| c.answer(format!("{OK}Content-Length: 2\r\n\r\nhi{OK}Content-Length: 3\r\n\r\nbye")),
        Taken(200, 2),
    ),
    // Proxies.
    proxied("a proxy that closes", "http://h.invalid/", |c| c.answer(""), Fails("socket hang up")),
    proxied(
        "a proxy that answers with garbage",
        "http://h.invalid/",
        |c| c.answer("garbage\r\n"),
        Fails("Parse Error"),
    ),
    proxied(
        "a proxy that closes at CONNECT",
        "https://h.invalid/",
        |c| c.answer(""),
        Fails("tunneling socket could not be established"),
    ),
    proxied(
        "a proxy that refuses CONNECT",
        "https://h.invalid/",
        |c| c.answer("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
        Fails("tunneling socket could not be established"),
    ),
    proxied(
        "a proxy that answers CONNECT with garbage",
        "https://h.invalid/",
        |c| c.answer("garbage\r\n\r\n"),
        Fails("Parse Error: Expected HTTP/"),
    ),
    proxied(
        "a proxy that never answers CONNECT",
        "https://h.invalid/",
        |c| c.fall_silent_after(""),
        Fails("TIMEDOUT"),
    ),
    proxied(
        "a proxy whose answer to CONNECT never ends",
        "https://h.invalid/",
        |c| c.flood("HTTP/1.1 200 OK\r\n", "A: 1\r\n"),
        Fails("Parse Error: Header overflow"),
    ),
    proxied(
        "a tunnel that closes",
        "https://h.invalid/",
        |c| c.answer("HTTP/1.1 200 OK\r\n\r\n"),
        Fails("Client network socket disconnected before secure TLS connection was established"),
    ),
    proxied(
        "a tunnel that speaks no TLS",
        "https://h.invalid/",
        |c| c.answer("HTTP/1.1 200 OK\r\n\r\nnonsense"),
        Fails("Client network socket disconnected before secure TLS connection was established"),
    ),
    proxied(
        "a tunnel that falls silent in TLS",
        "https://h.invalid/",
        |c| c.fall_silent_after("HTTP/1.1 200 OK\r\n\r\n"),
        Fails("TIMEDOUT"),
    ),
    proxied(
        "a proxy that asks for a password again and again",
        "https://h.invalid/",
        |c| {
            each(
                c,
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n",
            );
        },
        Fails("tunneling socket could not be established"),
    ),
    proxied(
        "a proxy that asks for a password, without a tunnel",
        "http://h.invalid/",
        |c| {
            each(
                c,
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 2\r\n\r\nno",
            );
        },
        Taken(407, 2),
    ),
    proxied(
        "a proxy that redirects to itself",
        "http://h.invalid/",
        |c| each(c, &redirect("http://h.invalid/again")),
        Fails("Exceeded maxRedirects"),
    ),
    proxied(
        "a proxy whose answer to CONNECT drips",
        "https://h.invalid/",
        |c| c.drip("HTTP/1.1 200 OK\r\n", "A: 1\r\n"),
        Fails("ETIMEDOUT"),
    ),
    socks(
        "a SOCKS proxy that closes",
        Connection::close_after_some,
        Fails("did not connect: unexpected end of file"),
    ),
    socks("a SOCKS proxy that never answers", |c| c.stall(b""), Fails("TIMEDOUT")),
    socks(
        "a SOCKS proxy that answers with garbage",
        |c| c.stall(b"garbage"),
        Fails("Invalid response version"),
    ),
    socks(
        "a SOCKS proxy that allows no way to sign in",
        |c| c.stall(b"\x05\xff"),
        Fails("No acceptable auth methods"),
    ),
];
