//! What was measured, from and to CSV.

use super::Failure;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A case of a row, in one build.
#[derive(Debug, Clone)]
pub(crate) struct Ratio {
    pub(crate) build: String,
    pub(crate) row: String,
    pub(crate) case: String,
    /// The least time, in nanoseconds.
    pub(crate) least: f64,
    /// Over that of the row's first case, which is klaw's.
    pub(crate) ratio: f64,
    /// The quartiles of what single rounds gave.
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    /// The goals: at least, and aimed at.
    pub(crate) floor: Option<f64>,
    pub(crate) target: Option<f64>,
}

pub(crate) struct Ratios(pub(crate) Vec<Ratio>);

impl Ratios {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let number = |text: &String| text.parse::<f64>().map_err(|_| format!("{text} is no number"));
        let goal = |text: &String| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
        let mut ratios = Vec::new();
        for line in lines(path)? {
            let [build, row, case, least, ratio, lower, upper, floor, target] = &line[..] else {
                return Err(format!("{}: {line:?} has not nine columns", path.display()).into());
            };
            ratios.push(Ratio {
                build: build.clone(),
                row: row.clone(),
                case: case.clone(),
                least: number(least)?,
                ratio: number(ratio)?,
                lower: number(lower)?,
                upper: number(upper)?,
                floor: goal(floor)?,
                target: goal(target)?,
            });
        }
        Ok(Self(ratios))
    }

    /// These, then those.
    pub(crate) fn and(self, other: Self) -> Self {
        Self([self.0, other.0].concat())
    }

    /// Several runs made one: the least time of all, and of the quartiles the one in the middle.
    pub(crate) fn merged(&self) -> Self {
        let mut merged: Vec<Ratio> = Vec::new();
        for first in &self.0 {
            let same =
                |other: &&Ratio| (&other.build, &other.row, &other.case) == (&first.build, &first.row, &first.case);
            if merged.iter().any(|done| same(&done)) {
                continue;
            }
            let all: Vec<&Ratio> = self.0.iter().filter(same).collect();
            let least = all.iter().map(|run| run.least).fold(f64::INFINITY, f64::min);
            let middle = |of: fn(&Ratio) -> f64| {
                let mut values: Vec<f64> = all.iter().map(|run| of(run)).collect();
                values.sort_by(f64::total_cmp);
                values[values.len() / 2]
            };
            let klaw = merged.iter().find(|done| (&done.build, &done.row) == (&first.build, &first.row));
            let ratio = klaw.map_or(1.0, |klaw| least / klaw.least);
            let (lower, upper) = (middle(|run| run.lower), middle(|run| run.upper));
            merged.push(Ratio { least, ratio, lower, upper, ..first.clone() });
        }
        Self(merged)
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut text = String::from("build,row,case,least_ns,ratio,lower,upper,floor,target\n");
        let goal = |goal: Option<f64>| goal.map_or(String::new(), |goal| format!("{goal:.4}"));
        for Ratio { build, row, case, least, ratio, lower, upper, floor, target } in &self.0 {
            let (floor, target) = (goal(*floor), goal(*target));
            writeln!(
                text,
                "{build},\"{row}\",\"{case}\",{least:.3},{ratio:.4},{lower:.4},{upper:.4},{floor},{target}"
            )?;
        }
        Ok(fs::write(path, text)?)
    }

    /// The rows of a build, in their order.
    pub(crate) fn rows(&self, build: &str) -> Vec<&str> {
        let mut rows: Vec<&str> = Vec::new();
        for ratio in self.0.iter().filter(|ratio| ratio.build == build) {
            if !rows.contains(&&*ratio.row) {
                rows.push(&ratio.row);
            }
        }
        rows
    }

    /// The cases of a row, klaw's first.
    pub(crate) fn cases(&self, build: &str, row: &str) -> impl Iterator<Item = &Ratio> {
        self.0.iter().filter(move |ratio| ratio.build == build && ratio.row == row)
    }

    pub(crate) fn case(&self, build: &str, row: &str, case: &str) -> Option<&Ratio> {
        self.cases(build, row).find(|ratio| ratio.case == case)
    }
}

/// Times at sizes.
pub(crate) struct Scale(pub(crate) Vec<(String, Vec<(f64, f64)>)>);

impl Scale {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut all: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
        for line in lines(path)? {
            let [series, size, least] = &line[..] else {
                return Err(format!("{}: {line:?} has not three columns", path.display()).into());
            };
            let point = (size.parse()?, least.parse()?);
            match all.last_mut() {
                Some((last, points)) if last == series => points.push(point),
                _ => all.push((series.clone(), vec![point])),
            }
        }
        Ok(Self(all))
    }

    pub(crate) fn series(&self, name: &str) -> &[(f64, f64)] {
        self.0.iter().find(|(series, _)| series == name).map_or(&[], |(_, points)| points)
    }
}

/// What a derive costs the compiler and the program, for each message.
pub(crate) struct Costs(pub(crate) Vec<Cost>);

pub(crate) struct Cost {
    pub(crate) derive: String,
    /// Milliseconds of `cargo check`, and of `cargo build --release`.
    pub(crate) check: f64,
    pub(crate) build: f64,
    /// Bytes of program.
    pub(crate) code: f64,
}

impl Costs {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let mut costs = Vec::new();
        for line in lines(path)? {
            let [derive, check, build, code] = &line[..] else {
                return Err(format!("{}: {line:?} has not four columns", path.display()).into());
            };
            let (check, build, code) = (check.parse()?, build.parse()?, code.parse()?);
            costs.push(Cost { derive: derive.clone(), check, build, code });
        }
        Ok(Self(costs))
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut text = String::from("derive,check_ms,build_ms,code_bytes\n");
        for Cost { derive, check, build, code } in &self.0 {
            writeln!(text, "\"{derive}\",{check:.2},{build:.2},{code:.0}")?;
        }
        Ok(fs::write(path, text)?)
    }
}

/// The lines of a CSV file behind its heading, none where it is not there. Quotes are for commas; nothing here has
/// quotes inside.
fn lines(path: &Path) -> Result<Vec<Vec<String>>, Failure> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.lines().skip(1).map(columns).collect())
}

fn columns(line: &str) -> Vec<String> {
    let mut columns = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => columns.push(String::new()),
            _ => columns.last_mut().into_iter().for_each(|column| column.push(character)),
        }
    }
    columns
}
