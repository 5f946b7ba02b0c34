use klaw_runtime::channel::local::LocalSender;

fn other<'a>(sender: LocalSender<&'a str>, _: &'a str) -> LocalSender<&'static str> {
    sender
}

fn main() {
    let _ = other;
}
