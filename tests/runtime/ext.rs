//! `Ext`: an application's own type.

use klaw_runtime::Ext;
use klaw_tests::assert::{reads, refused, same};

fn ext(code: i8, length: usize) -> Ext<'static> {
    Ext { code, data: vec![7; length].into() }
}

#[test]
fn headers_are_minimal_at_every_length() {
    for (length, header) in [
        (0, &b"\xc7\0\x05"[..]),
        (1, b"\xd4\x05"),
        (2, b"\xd5\x05"),
        (3, b"\xc7\x03\x05"),
        (4, b"\xd6\x05"),
        (5, b"\xc7\x05\x05"),
        (8, b"\xd7\x05"),
        (15, b"\xc7\x0f\x05"),
        (16, b"\xd8\x05"),
        (17, b"\xc7\x11\x05"),
        (31, b"\xc7\x1f\x05"),
        (32, b"\xc7\x20\x05"),
        (255, b"\xc7\xff\x05"),
        (256, b"\xc8\x01\0\x05"),
        (65_535, b"\xc8\xff\xff\x05"),
        (65_536, b"\xc9\0\x01\0\0\x05"),
    ] {
        same(ext(5, length), &[header, &vec![7; length]].concat());
    }
    same(ext(-128, 1), b"\xd4\x80\x07");
    same(ext(127, 1), b"\xd4\x7f\x07");
}

#[test]
fn wider_headers_are_read() {
    reads(b"\xc7\x04\x05\x07\x07\x07\x07", ext(5, 4));
    reads(b"\xc8\0\x01\x05\x07", ext(5, 1));
    reads(b"\xc9\0\0\0\0\x05", ext(5, 0));
}

#[test]
fn nothing_else_is_an_ext() {
    refused::<Ext<'_>>(b"\xc4\x01\x05", "Expected `ext`, got `bytes`");
    refused::<Option<Ext<'_>>>(b"\x05", "Expected `ext | null`, got `int`");
    refused::<u8>(b"\xd4\x05\x07", "Expected `int`, got `ext`");
}
