use klaw_runtime::channel::local::LocalSender;

fn other<'a>(sender: LocalSender<&'static str>, _: &'a str) -> LocalSender<&'a str> {
    sender
}

fn main() {
    let _ = other;
}
