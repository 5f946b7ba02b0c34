//! What the derive costs the compiler and the program: crates of generated messages, with klaw's derive and with serde's.

use super::Failure;
use super::results::{Cost, Costs};
use super::run::{Effort, done};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

/// The size of the two crates whose difference is counted.
const FEW: usize = 10;
const MANY: usize = 110;

/// A derive under comparison.
struct Derive {
    name: &'static str,
    dependencies: String,
    /// What stands above each message.
    attributes: &'static str,
    /// The body of a function that decodes a message `T` from `bytes` and gives it back encoded.
    round: &'static str,
}

pub(crate) fn measure(root: &Path, scratch: &Path, effort: &Effort) -> Result<Costs, Failure> {
    let runtime = root.join("klaw-runtime").display().to_string();
    let derives = [
        Derive {
            name: "klaw",
            dependencies: format!("klaw-runtime = {{ path = {runtime:?} }}"),
            attributes: "#[derive(klaw_runtime::WireMessage)]\n#[wire(array_like, tag = INDEX)]",
            round: "klaw_runtime::msgpack::from_slice::<T>(bytes).map_or(Vec::new(), |value| klaw_runtime::msgpack::to_vec(&value))",
        },
        Derive {
            name: "serde and rmp-serde",
            dependencies: String::from("rmp-serde = \"1\"\nserde = { version = \"1\", features = [\"derive\"] }"),
            attributes: "#[derive(serde::Serialize, serde::Deserialize)]",
            round: "rmp_serde::from_slice::<T>(bytes).ok().and_then(|value| rmp_serde::to_vec(&value).ok()).unwrap_or_default()",
        },
    ];
    let folder = |derive: &Derive| scratch.join(derive.name.replace(' ', "-"));
    let (check, release) = (["check"].as_slice(), ["build", "--release"].as_slice());
    // What they depend on is built before.
    for derive in &derives {
        println!("compiling what {} depends on", derive.name);
        compile(root, &folder(derive), derive, 1, check, 0)?;
        compile(root, &folder(derive), derive, 1, release, 0)?;
    }
    // In turns, as everything else. Of each derive the check, the build and the program, of few messages and of many.
    let mut least = [[[f64::INFINITY; 2]; 3]; 2];
    for turn in 1..=effort.builds {
        for (derive, least) in derives.iter().zip(&mut least) {
            println!("turn {turn} of {}: {MANY} messages with {}", effort.builds, derive.name);
            let folder = folder(derive);
            let of = |messages, command| compile(root, &folder, derive, messages, command, turn);
            let size = || Ok::<_, Failure>(fs::metadata(program(&folder))?.len() as f64);
            let checks = [of(FEW, check)?, of(MANY, check)?];
            let (few, small) = (of(FEW, release)?, size()?);
            let (many, large) = (of(MANY, release)?, size()?);
            let seen = [checks, [few, many], [small, large]];
            for (least, seen) in least.as_flattened_mut().iter_mut().zip(seen.as_flattened()) {
                *least = least.min(*seen);
            }
        }
    }
    // What a build takes besides, such as linking, is in both.
    let cost = |(derive, least): (&Derive, [[f64; 2]; 3])| {
        let [check, build, code] = least.map(|[few, many]| (many - few) / (MANY - FEW) as f64);
        Cost { derive: derive.name.into(), check, build, code }
    };
    Ok(Costs(derives.iter().zip(least).map(cost).collect()))
}

fn program(folder: &Path) -> std::path::PathBuf {
    folder.join("target/release").join(format!("messages{}", env::consts::EXE_SUFFIX))
}

/// The milliseconds that a command takes.
fn compile(
    root: &Path,
    folder: &Path,
    derive: &Derive,
    messages: usize,
    command: &[&str],
    turn: usize,
) -> Result<f64, Failure> {
    fs::create_dir_all(folder.join("src"))?;
    let dependencies = &derive.dependencies;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[workspace]\n\n[package]\nname = \"messages\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [profile.release]\nstrip = true\n\n[dependencies]\n{dependencies}\n"
        ),
    )?;
    // The versions of the workspace.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    // Each build is of another source, for nothing may be left over from the last.
    fs::write(folder.join("src/main.rs"), source(derive, messages, turn)?)?;
    let start = Instant::now();
    let mut cargo = Command::new("cargo");
    cargo.args(command).arg("--quiet").current_dir(folder).env("CARGO_INCREMENTAL", "0");
    done(cargo.env("CARGO_TARGET_DIR", folder.join("target")))?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

/// A program that decodes and encodes each of its messages.
fn source(derive: &Derive, messages: usize, turn: usize) -> Result<String, Failure> {
    let mut source = format!("// Turn {turn}.\n");
    for index in 0..messages {
        let attributes = derive.attributes.replace("INDEX", &index.to_string());
        writeln!(
            source,
            "{attributes}\npub struct Message{index} {{ pub id: u32, pub name: String, pub at_{index}: u64, pub share: f64, pub open: bool, \
             pub note: Option<String>, pub parts: Vec<u32> }}"
        )?;
    }
    writeln!(source, "fn round(kind: usize, bytes: &[u8]) -> Vec<u8> {{\n    match kind {{")?;
    for index in 0..messages {
        let round = derive.round.replace("<T>", &format!("<Message{index}>"));
        writeln!(source, "        {index} => {round},")?;
    }
    writeln!(source, "        _ => Vec::new(),\n    }}\n}}")?;
    writeln!(
        source,
        "fn main() {{\n    for (kind, bytes) in std::env::args().enumerate() {{\n        println!(\"{{}}\", round(kind, bytes.as_bytes()).len());\n    }}\n}}"
    )?;
    Ok(source)
}
