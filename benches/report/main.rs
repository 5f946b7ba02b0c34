//! One command for all numbers: builds and runs every bench, and writes `docs/benchmarks/` and the summary in README.md.
//!
//! ```text
//! cargo run -p klaw-benches --example report                    everything, about ten minutes after building
//! cargo run -p klaw-benches --example report -- quick           the same with few rounds, to see that it works
//! cargo run -p klaw-benches --example report -- python draw     these steps only, of: ratios channels scale python cost draw
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the progress")]

mod channels;
mod cost;
mod page;
mod plot;
mod results;
mod run;

use results::{Costs, Ratios, Scale};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs};

/// What there is to do, in this order.
const STEPS: [&str; 6] = ["ratios", "channels", "scale", "python", "cost", "draw"];

/// Whatever keeps the report from being made.
type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    let start = Instant::now();
    match report() {
        Ok(folder) => {
            println!("{} is written, after {} s", folder.display(), start.elapsed().as_secs());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("report: {error}");
            ExitCode::FAILURE
        }
    }
}

fn report() -> Result<PathBuf, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let folder = root.join("docs/benchmarks");
    let scratch = root.join("target/benchmarks");
    fs::create_dir_all(&folder)?;
    fs::create_dir_all(&scratch)?;
    let mut steps: Vec<String> = env::args().skip(1).collect();
    let quick = steps.iter().position(|step| step == "quick").map(|at| steps.remove(at)).is_some();
    let effort = if quick { run::QUICK } else { run::THOROUGH };
    if steps.is_empty() {
        steps = STEPS.map(String::from).into();
    }
    if let Some(unknown) = steps.iter().find(|step| !STEPS.contains(&&***step)) {
        return Err(format!("no step {unknown}; there are {}", STEPS.join(", ")).into());
    }
    let wants = |step: &str| steps.iter().any(|wanted| wanted == step);

    // All is built before anything is run: a compiler in the background would be measured too.
    let ratios = if wants("ratios") { Some(run::Ratios::build(&root)?) } else { None };
    let channels = if wants("channels") { Some(run::Channels::build(&root)?) } else { None };
    let scale = if wants("scale") { Some(run::bench(&root, "scale", &[])?) } else { None };
    let python = if wants("python") { Some(run::Python::build(&root)?) } else { None };
    if let Some(programs) = ratios {
        programs.run(&scratch, &effort)?.write(&folder.join("ratios.csv"))?;
        fs::write(folder.join("machine.txt"), run::machine()?)?;
    }
    if let Some(programs) = channels {
        programs.run(&scratch, &effort)?.write(&folder.join("channels.csv"))?;
        fs::write(folder.join("channels-machine.txt"), run::machine()?)?;
    }
    if let Some(program) = scale {
        fs::copy(run::scale(&program, &scratch, &effort)?, folder.join("scale.csv"))?;
    }
    if let Some(programs) = python
        && let Some(ratios) = programs.run(&root, &scratch, &effort)?
    {
        ratios.write(&folder.join("python.csv"))?;
    }
    if wants("cost") {
        cost::measure(&root, &scratch, &effort)?.write(&folder.join("cost.csv"))?;
    }
    if wants("draw") {
        draw(&root, &folder)?;
    }
    Ok(folder)
}

/// Tables and plots from the CSV files that are there.
fn draw(root: &Path, folder: &Path) -> Result<(), Failure> {
    let ratios = Ratios::read(&folder.join("ratios.csv"))?.and(Ratios::read(&folder.join("python.csv"))?);
    let channels = Ratios::read(&folder.join("channels.csv"))?;
    let channels = channels::section(&channels, &fs::read_to_string(folder.join("channels-machine.txt"))?);
    let scale = Scale::read(&folder.join("scale.csv"))?;
    let costs = Costs::read(&folder.join("cost.csv"))?;
    let machine = fs::read_to_string(folder.join("machine.txt"))?;
    for (name, picture) in plot::pictures(&ratios, &scale) {
        fs::write(folder.join(name), picture)?;
    }
    fs::write(folder.join("index.md"), page::index(&ratios, &channels, &scale, &costs, &machine))?;
    let readme = root.join("README.md");
    let text = page::summarised(&fs::read_to_string(&readme)?, &ratios, &machine)?;
    fs::write(readme, text)?;
    Ok(())
}
