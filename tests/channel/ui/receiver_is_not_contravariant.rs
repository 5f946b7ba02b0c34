use klaw_runtime::channel::local::LocalReceiver;

fn other<'a>(receiver: LocalReceiver<&'a str>, _: &'a str) -> LocalReceiver<&'static str> {
    receiver
}

fn main() {
    let _ = other;
}
