//! Faults of TLS and of HTTP/2.

use super::http2::{END_HEADERS, END_STREAM, STATUS_200, Secured, frame, kind, literal};
use super::server::Connection;
use super::{Fault, Serve, Told, fault, with};

use Told::{Fails, Taken};

/// A fault before or within the handshake of TLS.
const fn handshake(name: &'static str, serve: fn(&mut Connection), told: Told) -> Fault {
    let mut fault = fault(name, serve, told);
    fault.scheme = "https";
    fault
}

/// A fault of HTTP/2.
const fn http2(name: &'static str, serve: fn(&mut Secured), told: Told) -> Fault {
    let mut fault = fault(name, |_| {}, told);
    fault.serve = Serve::Secured(serve, b"h2");
    fault.scheme = "https";
    fault.options = &["--insecure"];
    fault
}

/// A fault of HTTP/1.1 inside of TLS.
const fn inside(name: &'static str, serve: fn(&mut Secured), told: Told) -> Fault {
    let mut fault = http2(name, serve, told);
    fault.serve = Serve::Secured(serve, b"");
    fault
}

/// A whole response to this request.
fn response(stream: u32) -> Vec<u8> {
    let head = frame(kind::HEADERS, END_HEADERS, stream, STATUS_200);
    [head, frame(kind::DATA, END_STREAM, stream, b"hi")].concat()
}

/// The head of a response, whose body follows.
fn head(stream: u32) -> Vec<u8> {
    frame(kind::HEADERS, END_HEADERS, stream, STATUS_200)
}

/// The server goes away, and has processed the streams up to this one.
fn goaway(last: u32, code: u32) -> Vec<u8> {
    frame(kind::GOAWAY, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat())
}

/// A setting by its number.
fn setting(number: u8, value: u32) -> Vec<u8> {
    [&[0, number][..], &value.to_be_bytes()].concat()
}

const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

pub(super) const FAULTS: &[Fault] = &[
    // The handshake of TLS.
    handshake(
        "TLS: closes before the handshake",
        Connection::close,
        Fails("Client network socket disconnected before secure TLS connection was established"),
    ),
    handshake(
        "TLS: closes after the client's greeting",
        Connection::close_after_some,
        Fails("Client network socket disconnected before secure TLS connection was established"),
    ),
    handshake(
        "TLS: resets within the handshake",
        Connection::reset_unread,
        Fails("Client network socket disconnected before secure TLS connection was established"),
    ),
    handshake("TLS: never greets", |c| c.stall(b""), Fails("TIMEDOUT")),
    handshake(
        "TLS: falls silent in the server's greeting",
        |c| c.stall(b"\x16\x03\x03\x00\x7a\x02\x00"),
        Fails("TIMEDOUT"),
    ),
    handshake(
        "TLS: an alert",
        |c| c.stall(b"\x15\x03\x03\x00\x02\x02\x28"),
        Fails("alert handshake failure"),
    ),
    handshake(
        "TLS: an answer without TLS",
        |c| c.stall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
        Fails("wrong version number"),
    ),
    handshake("TLS: garbage", |c| c.stall(&[7; 4000]), Fails("wrong version number")),
    handshake(
        "TLS: a record that is too long",
        |c| c.stall(b"\x16\x03\x03\xff\xff\x02"),
        Fails("wrong version number"),
    ),
    handshake(
        "TLS: a handshake that drips",
        |c| c.drip_raw(b"\x16\x03\x03\x40\x00", b"\x02"),
        Fails("ETIMEDOUT"),
    ),
    // HTTP/1.1 inside of TLS.
    inside("TLS: closes instead of an answer", |c| c.cut_after(""), Fails("socket hang up")),
    inside("TLS: a head that is cut", |c| c.cut_after("HTTP/1.1 200 OK\r\nA: 1"), Fails("socket hang up")),
    inside(
        "TLS: a body that is cut",
        |c| c.cut_after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        Fails("aborted"),
    ),
    inside(
        "TLS: a body without a length that is cut",
        |c| c.cut_after("HTTP/1.1 200 OK\r\n\r\nabc"),
        Fails("aborted"),
    ),
    // HTTP/2: what may be.
    http2("HTTP/2: a plain answer", |c| c.answer(response), Taken(200, 2)),
    http2(
        "HTTP/2: an unknown kind of frame",
        |c| c.answer(|id| [frame(0xf0, 0, id, b"x"), response(id)].concat()),
        Taken(200, 2),
    ),
    // HTTP/2: silence.
    http2("HTTP/2: never answers", |c| c.fall_silent_after(&[], b""), Fails("ESOCKETTIMEDOUT")),
    http2(
        "HTTP/2: falls silent in the body",
        |c| c.fall_silent_after(&[], &[head(1), frame(kind::DATA, 0, 1, b"h")].concat()),
        Fails("ESOCKETTIMEDOUT"),
    ),
    http2("HTTP/2: allows no stream", |c| c.fall_silent_after(&setting(3, 0), b""), Fails("ESOCKETTIMEDOUT")),
    http2(
        "HTTP/2: allows no byte of the body",
        |c| c.fall_silent_after(&setting(4, 0), b""),
        Fails("ESOCKETTIMEDOUT"),
    ),
    // HTTP/2: the server goes away or refuses.
    http2(
        "HTTP/2: goes away each time before it has processed anything",
        |c| c.answer(|_| goaway(0, 0)),
        Fails("connection error received: not a result of an error"),
    ),
    http2(
        "HTTP/2: goes away with an error",
        |c| c.answer(|_| goaway(0, ENHANCE_YOUR_CALM)),
        Fails("detected excessive load"),
    ),
    http2(
        "HTTP/2: goes away after the answer",
        |c| c.answer(|id| [goaway(id, 0), response(id)].concat()),
        Taken(200, 2),
    ),
    http2(
        "HTTP/2: refuses each stream",
        |c| c.answer(|id| frame(kind::RST_STREAM, 0, id, &REFUSED_STREAM.to_be_bytes())),
        Fails("refused stream"),
    ),
    http2(
        "HTTP/2: resets the stream",
        |c| c.answer(|id| frame(kind::RST_STREAM, 0, id, &CANCEL.to_be_bytes())),
        Fails("stream no longer needed"),
    ),
    http2(
        "HTTP/2: resets the stream within the body",
        |c| {
            c.answer(|id| {
                [
                    head(id),
                    frame(kind::DATA, 0, id, b"h"),
                    frame(kind::RST_STREAM, 0, id, &CANCEL.to_be_bytes()),
                ]
                .concat()
            });
        },
        Fails("stream no longer needed"),
    ),
    http2(
        "HTTP/2: closes within the body",
        |c| {
            c.begin(&[]);
            c.write([head(1), frame(kind::DATA, 0, 1, b"h")].concat());
        },
        Fails("socket hang up"),
    ),
    // HTTP/2: frames that may not be.
    http2(
        "HTTP/2: garbage",
        |c| c.answer(|_| b"garbage, and more garbage".to_vec()),
        Fails("frame with invalid size"),
    ),
    http2(
        "HTTP/2: a body before its head",
        |c| c.answer(|id| frame(kind::DATA, END_STREAM, id, b"hi")),
        Fails("protocol error"),
    ),
    http2(
        "HTTP/2: a frame of sixteen megabytes",
        |c| c.answer(|id| [&b"\xff\xff\xff\x00\x00"[..], &id.to_be_bytes()].concat()),
        Fails("frame with invalid size"),
    ),
    http2(
        "HTTP/2: a window that overflows",
        |c| c.answer(|_| frame(kind::WINDOW_UPDATE, 0, 0, &0x7fff_ffff_u32.to_be_bytes())),
        Fails("flow-control protocol violated"),
    ),
    http2(
        "HTTP/2: a push that was turned off",
        |c| c.answer(|id| frame(kind::PUSH_PROMISE, END_HEADERS, id, &[0, 0, 0, 2, 0x82])),
        Fails("protocol error"),
    ),
    http2(
        "HTTP/2: a head that does not decompress",
        |c| c.answer(|id| frame(kind::HEADERS, END_HEADERS | END_STREAM, id, &[0xff; 20])),
        Fails("protocol error"),
    ),
    http2(
        "HTTP/2: a head without a status",
        |c| c.answer(|id| frame(kind::HEADERS, END_HEADERS | END_STREAM, id, &literal("a", "1"))),
        Fails("protocol error"),
    ),
    http2(
        "HTTP/2: a body shorter than its length",
        |c| {
            c.answer(|id| {
                let block = [STATUS_200, &literal("content-length", "9")].concat();
                [frame(kind::HEADERS, END_HEADERS, id, &block), frame(kind::DATA, END_STREAM, id, b"abc")]
                    .concat()
            });
        },
        Fails("protocol error"),
    ),
    http2(
        "HTTP/2: gzip that is cut",
        |c| {
            c.answer(|id| {
                let block = [STATUS_200, &literal("content-encoding", "gzip")].concat();
                [
                    frame(kind::HEADERS, END_HEADERS, id, &block),
                    frame(kind::DATA, END_STREAM, id, b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
                ]
                .concat()
            });
        },
        Fails("unexpected end of file"),
    ),
    // HTTP/2: floods.
    http2(
        "HTTP/2: settings without end",
        |c| c.flood(b"", &frame(kind::SETTINGS, 0, 0, &[])),
        Fails("ESOCKETTIMEDOUT"),
    ),
    http2(
        "HTTP/2: pings without end",
        |c| c.flood(b"", &frame(kind::PING, 0, 0, b"12345678")),
        Fails("ESOCKETTIMEDOUT"),
    ),
    http2(
        "HTTP/2: resets without end",
        |c| c.flood(b"", &frame(kind::RST_STREAM, 0, 1, &CANCEL.to_be_bytes())),
        Fails("stream no longer needed"),
    ),
    http2(
        "HTTP/2: a head without end",
        |c| {
            c.flood(
                &frame(kind::HEADERS, 0, 1, STATUS_200),
                &frame(kind::CONTINUATION, 0, 1, &literal("a", "1")),
            );
        },
        Fails("too_many_continuations"),
    ),
    http2(
        "HTTP/2: empty pieces of a head without end",
        |c| c.flood(&frame(kind::HEADERS, 0, 1, STATUS_200), &frame(kind::CONTINUATION, 0, 1, b"")),
        Fails("too_many_continuations"),
    ),
    http2(
        "HTTP/2: cookies beyond every limit",
        |c| {
            c.answer(|id| {
                let cookies: Vec<u8> =
                    (0..6000).flat_map(|i| literal("set-cookie", &format!("c{i}=1"))).collect();
                let mut pieces = cookies.chunks(16_000);
                let first = frame(kind::HEADERS, 0, id, STATUS_200);
                let rest = pieces.by_ref().flat_map(|piece| frame(kind::CONTINUATION, 0, id, piece));
                first
                    .into_iter()
                    .chain(rest.collect::<Vec<_>>())
                    .chain(frame(kind::CONTINUATION, END_HEADERS, id, b""))
                    .collect()
            });
        },
        Fails("protocol error"),
    ),
    http2(
        "HTTP/2: interim heads without end",
        |c| c.flood(b"", &frame(kind::HEADERS, END_HEADERS, 1, &literal(":status", "103"))),
        Fails("ESOCKETTIMEDOUT"),
    ),
    http2(
        "HTTP/2: a body beyond its window",
        |c| c.flood(&head(1), &frame(kind::DATA, 0, 1, &[b'x'; 16_000])),
        Fails("flow-control protocol violated"),
    ),
    http2(
        "HTTP/2: empty pieces of a body without end",
        |c| c.flood(&head(1), &frame(kind::DATA, 0, 1, b"")),
        Fails("too_many_data_frames"),
    ),
    with(
        http2(
            "HTTP/2: a body that drips",
            |c| {
                c.begin(&[]);
                c.write(head(1));
                while c.write(frame(kind::DATA, 0, 1, b"x")) {
                    Connection::wait(100);
                }
            },
            Fails("the request was not done after 2000ms"),
        ),
        &["--insecure", "--max-time", "2000"],
    ),
];
