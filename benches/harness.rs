//! What is timed, and how: every round runs every case of a row once, in rotated order. Noise only ever
//! adds time, so the least of many rounds counts; what a round says by itself gives the spread.

use std::time::Instant;

/// A question that is not asked yet: its inputs are made when it is.
pub struct Row {
    /// The question.
    pub name: String,
    build: Box<dyn Fn() -> Group>,
}

impl Row {
    /// A question, and what makes its cases.
    pub fn new(name: impl Into<String>, build: impl Fn() -> Group + 'static) -> Self {
        Self { name: name.into(), build: Box::new(build) }
    }

    /// Makes the inputs, and asserts that all cases do the same work.
    #[must_use]
    pub fn build(&self) -> Group {
        (self.build)()
    }
}

/// Cases that are compared; the first is klaw's own, and what the others are divided by.
#[derive(Default)]
pub struct Group {
    /// Who does it.
    pub cases: Vec<Case>,
    /// What is to be reached, towards which case.
    goals: Vec<(&'static str, Goal)>,
}

/// What a case's time over klaw's is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// At least this.
    pub floor: f64,
    /// This is the aim; never below the floor.
    pub target: f64,
}

/// Something that is timed.
pub struct Case {
    /// Who does it.
    pub name: String,
    /// How many inputs it goes round.
    pub inputs: u64,
    /// Does it so many times.
    pub run: Box<dyn FnMut(u64)>,
}

impl Group {
    /// No cases yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more case, which goes round its inputs.
    pub fn case<I: 'static>(&mut self, name: impl Into<String>, inputs: Vec<I>, mut run: impl FnMut(&I) + 'static) {
        let mut at = 0;
        let count = inputs.len() as u64;
        let run = Box::new(move |times| {
            for _ in 0..times {
                run(&inputs[at]);
                at += 1;
                if at == inputs.len() {
                    at = 0;
                }
            }
        });
        self.cases.push(Case { name: name.into(), inputs: count, run });
    }

    /// A goal: `case` must take at least `floor` times as long as klaw, and should take `target` times.
    #[must_use]
    pub fn goal(mut self, case: &'static str, floor: f64, target: f64) -> Self {
        self.goals.push((case, Goal { floor, target }));
        self
    }

    /// The goal towards a case. Towards the hand-written codec there always is one: a tenth slower is
    /// allowed, in decoding as a floor beside the plain one and as an aim beside the one with all tricks.
    #[must_use]
    pub fn goal_of(&self, case: &str) -> Option<Goal> {
        const NEAR: f64 = 1.0 / 1.1;
        let plain = self.cases.iter().any(|case| case.name == "handwritten, plain");
        match case {
            "handwritten" if plain => Some(Goal { floor: 0.0, target: NEAR }),
            "handwritten" | "handwritten, plain" => Some(Goal { floor: NEAR, target: NEAR }),
            _ => self.goals.iter().find(|(name, _)| *name == case).map(|(_, goal)| *goal),
        }
    }
}

/// What the rounds have shown of one case.
pub struct Timing {
    /// The case.
    pub name: String,
    /// The least time, in nanoseconds an iteration.
    pub least: f64,
    /// Its least time over the first case's.
    pub ratio: f64,
    /// A quarter of the rounds had a ratio below this.
    pub lower: f64,
    /// A quarter of the rounds had a ratio above this.
    pub upper: f64,
}

/// Times all cases of a group.
pub fn time(group: &mut Group, rounds: usize, micros: u64) -> Vec<Timing> {
    let cases = &mut group.cases;
    let times: Vec<u64> = cases.iter_mut().map(|case| calibrate(case, micros)).collect();
    let mut seen = vec![Vec::with_capacity(rounds); cases.len()];
    for round in 0..rounds {
        for step in 0..cases.len() {
            let at = (step + round) % cases.len();
            seen[at].push(nanos(&mut cases[at], times[at]) / times[at] as f64);
        }
    }
    let least = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let first = least(&seen[0]);
    cases
        .iter()
        .zip(&seen)
        .map(|(case, times)| {
            let mut ratios: Vec<f64> = times.iter().zip(&seen[0]).map(|(time, first)| time / first).collect();
            ratios.sort_by(f64::total_cmp);
            let quarter = ratios.len() / 4;
            Timing {
                name: case.name.clone(),
                least: least(times),
                ratio: least(times) / first,
                lower: ratios[quarter],
                upper: ratios[ratios.len() - 1 - quarter],
            }
        })
        .collect()
}

/// How many iterations take about so long. It also warms up: a case that was never run pays for its pages.
fn calibrate(case: &mut Case, micros: u64) -> u64 {
    let mut times = 1;
    loop {
        let elapsed = nanos(case, times);
        if elapsed > 200_000.0 {
            return ((micros as f64 * 1000.0 * times as f64 / elapsed) as u64).max(1);
        }
        times *= 2;
    }
}

/// How long so many iterations take.
pub fn nanos(case: &mut Case, times: u64) -> f64 {
    let start = Instant::now();
    (case.run)(times);
    start.elapsed().as_nanos() as f64
}
