//! A macro that reads the file in JUDGE_IN, one program a line in hexadecimal, and writes a digest of its tokens, as
//! rustc gives them to macros, to JUDGE_OUT, or "invalid". Built with rustc alone.
extern crate proc_macro;
use proc_macro::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

const OPERATORS: &[&str] = &[
    "..=", "...", "<<=", ">>=", "->", "=>", "<-", "::", "..", "&&", "||", "==", "!=", "<=", ">=", "+=", "-=", "*=",
    "/=", "%=", "&=", "^=", "|=", "<<", ">>",
];

fn flush(run: &mut String, out: &mut Vec<String>) {
    let mut rest = run.as_str();
    while !rest.is_empty() {
        let size = OPERATORS.iter().find(|o| rest.starts_with(**o)).map(|o| o.len()).unwrap_or(1);
        out.push(rest[..size].to_string());
        rest = &rest[size..];
    }
    run.clear();
}

fn write(stream: TokenStream, out: &mut Vec<String>) {
    let mut run = String::new();
    for tree in stream {
        if let TokenTree::Punct(p) = &tree {
            run.push(p.as_char());
            if p.spacing() == Spacing::Alone || p.as_char() == '\'' {
                flush(&mut run, out);
            }
            continue;
        }
        flush(&mut run, out);
        match tree {
            TokenTree::Group(g) => {
                out.push(format!("open{}", match g.delimiter() {
                    Delimiter::Parenthesis => 1, Delimiter::Brace => 2, Delimiter::Bracket => 3, Delimiter::None => 4,
                }));
                write(g.stream(), out);
                out.push("close".to_string());
            }
            other => out.push(other.to_string()),
        }
    }
    flush(&mut run, out);
}

#[proc_macro]
pub fn judge(_: TokenStream) -> TokenStream {
    let input = std::fs::read_to_string(std::env::var("JUDGE_IN").unwrap()).unwrap();
    let mut answers = String::new();
    for line in input.lines() {
        let bytes: Vec<u8> = (0..line.len() / 2).map(|i| u8::from_str_radix(&line[2 * i..2 * i + 2], 16).unwrap()).collect();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = std::panic::catch_unwind(|| TokenStream::from_str(&text)).ok().and_then(|r| r.ok());
        match answer {
            Some(stream) => {
                let mut out = Vec::new();
                write(stream, &mut out);
                let mut hasher = DefaultHasher::new();
                out.hash(&mut hasher);
                answers.push_str(&format!("{:x}\n", hasher.finish()));
            }
            None => answers.push_str("invalid\n"),
        }
    }
    std::fs::write(std::env::var("JUDGE_OUT").unwrap(), answers).unwrap();
    TokenStream::new()
}
