use klaw_runtime::channel::local::LocalReceiver;

fn other<'a>(receiver: LocalReceiver<&'static str>, _: &'a str) -> LocalReceiver<&'a str> {
    receiver
}

fn main() {
    let _ = other;
}
