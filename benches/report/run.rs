//! Building the benches and running them, as a person would from the command line.

use super::{Failure, results};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How much is done.
pub(crate) struct Effort {
    /// How often each program is run: addresses and page tables differ between runs.
    pub(crate) runs: usize,
    /// How often each case is timed in a run.
    pub(crate) rounds: usize,
    /// For how long each time.
    pub(crate) micros: u64,
    /// How often each crate is compiled.
    pub(crate) builds: usize,
}

impl Effort {
    fn options(&self) -> [String; 4] {
        ["--rounds".into(), self.rounds.to_string(), "--micros".into(), self.micros.to_string()]
    }
}

pub(crate) const THOROUGH: Effort = Effort { runs: 3, rounds: 31, micros: 1000, builds: 2 };
pub(crate) const QUICK: Effort = Effort { runs: 1, rounds: 5, micros: 200, builds: 1 };

/// `ratios` in each build.
pub(crate) struct Ratios {
    /// With link-time optimisation, and in the profile that most users have.
    builds: [(&'static str, PathBuf); 2],
    /// With the bounds-checked encoder.
    checked: PathBuf,
}

impl Ratios {
    pub(crate) fn build(root: &Path) -> Result<Self, Failure> {
        Ok(Self {
            builds: [
                ("lto", bench(root, "ratios", &["--features", "peers"])?),
                ("no-lto", bench(root, "ratios", &["--features", "peers", "--profile", "bench-no-lto"])?),
            ],
            checked: bench(root, "ratios", &["--features", "checked-encode"])?,
        })
    }

    /// Runs the builds in turn.
    pub(crate) fn run(&self, scratch: &Path, effort: &Effort) -> Result<results::Ratios, Failure> {
        let csv = emptied(scratch, "ratios.csv")?;
        for turn in 1..=effort.runs {
            for (label, program) in &self.builds {
                println!("run {turn} of {}, {label}", effort.runs);
                done(Command::new(program).args(effort.options()).args(["--label", label]).arg("--csv").arg(&csv))?;
            }
            println!("run {turn} of {}, checked", effort.runs);
            let mut checked = Command::new(&self.checked);
            checked.args(effort.options()).args([
                "--label",
                "checked",
                "--only",
                "handwritten",
                "encode reused",
                "mesh encode",
            ]);
            done(checked.arg("--csv").arg(&csv))?;
        }
        Ok(results::Ratios::read(&csv)?.merged())
    }
}

/// The channels, in each build.
pub(crate) struct Channels([(&'static str, PathBuf); 2]);

impl Channels {
    pub(crate) fn build(root: &Path) -> Result<Self, Failure> {
        let no_lto = ["--profile", "bench-no-lto"];
        Ok(Self([("lto", bench(root, "ratios", &[])?), ("no-lto", bench(root, "ratios", &no_lto)?)]))
    }

    pub(crate) fn run(&self, scratch: &Path, effort: &Effort) -> Result<results::Ratios, Failure> {
        let csv = emptied(scratch, "channels.csv")?;
        for turn in 1..=effort.runs {
            for (label, program) in &self.0 {
                println!("run {turn} of {}, channels, {label}", effort.runs);
                let mut channels = Command::new(program);
                channels.arg("--channels").args(effort.options()).args(["--label", label]);
                done(channels.arg("--csv").arg(&csv))?;
            }
        }
        Ok(results::Ratios::read(&csv)?.merged())
    }
}

/// A file for this run alone.
fn emptied(scratch: &Path, name: &str) -> Result<PathBuf, Failure> {
    let path = scratch.join(name);
    fs::write(&path, "")?;
    Ok(path)
}

/// Builds a bench, and says where it is.
pub(crate) fn bench(root: &Path, name: &str, options: &[&str]) -> Result<PathBuf, Failure> {
    println!("building {name} {}", options.join(" "));
    let output = Command::new("cargo")
        .args(["bench", "--no-run", "--package", "klaw-benches", "--bench", name])
        .args(["--message-format", "json-render-diagnostics"])
        .args(options)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("{name} does not build").into());
    }
    let text = String::from_utf8(output.stdout)?;
    let path = text.rsplit_once("\"executable\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let (path, _) = path.ok_or("cargo names no executable")?;
    // On Windows the path is escaped, as in any JSON.
    Ok(PathBuf::from(path.replace("\\\\", "\\")))
}

/// Times at sizes, as CSV.
pub(crate) fn scale(program: &Path, scratch: &Path, effort: &Effort) -> Result<PathBuf, Failure> {
    println!("sizes");
    let csv = emptied(scratch, "scale.csv")?;
    done(Command::new(program).args(effort.options()).arg("--csv").arg(&csv))?;
    Ok(csv)
}

/// klaw's side of what is called from Python.
pub(crate) struct Python {
    klaw: PathBuf,
    /// The same with an allocator for small blocks, as Python's is.
    mimalloc: PathBuf,
}

impl Python {
    pub(crate) fn build(root: &Path) -> Result<Self, Failure> {
        let klaw = bench(root, "ratios", &["--features", "peers"])?;
        Ok(Self { klaw, mimalloc: bench(root, "ratios", &["--features", "mimalloc"])? })
    }

    /// msgspec and Pydantic, where there is a Python.
    pub(crate) fn run(&self, root: &Path, scratch: &Path, effort: &Effort) -> Result<Option<results::Ratios>, Failure> {
        let probe = Command::new("python3").args(["-c", "import venv, ensurepip"]).output();
        if !probe.is_ok_and(|output| output.status.success()) {
            println!("!! SKIPPED: python3 with venv is not here, so msgspec and Pydantic were not timed");
            return Ok(None);
        }
        let csv = emptied(scratch, "python.csv")?;
        for turn in 1..=effort.runs {
            println!("run {turn} of {}, Python", effort.runs);
            let mut python = Command::new("python3");
            python.arg(root.join("benches/python/compare.py")).args(effort.options()).arg("--csv").arg(&csv);
            done(python.arg("--program").arg(&self.klaw).arg("--mimalloc").arg(&self.mimalloc))?;
        }
        Ok(Some(results::Ratios::read(&csv)?.merged()))
    }
}

/// Runs a command whose numbers go into a file.
pub(crate) fn done(command: &mut Command) -> Result<(), Failure> {
    let output = command.stderr(Stdio::inherit()).output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{} has failed:\n{}", command.get_program().display(), String::from_utf8_lossy(&output.stdout)).into())
}

/// What the times belong to: the processor and the compiler.
pub(crate) fn machine() -> Result<String, Failure> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, model)| model);
    let cores = std::thread::available_parallelism()?;
    let rustc = Command::new("rustc").arg("--version").output()?;
    let rustc = String::from_utf8(rustc.stdout)?;
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    Ok(format!("{}, {cores} cores, {os} {arch}, {}\n", model.unwrap_or("unknown processor").trim(), rustc.trim()))
}
