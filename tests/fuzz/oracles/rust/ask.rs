// Runs the macro of judge.rs when compiled.
judge::judge!();
fn main() {}
