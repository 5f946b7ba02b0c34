//! The plots, as SVG that follows the reader's light or dark scheme.

use super::results::{Ratio, Ratios, Scale};
use std::fmt::{Display, Write};

const WIDTH: f64 = 900.0;
const FONT: f64 = 13.0;

/// What is drawn, each with its file name.
pub(crate) fn pictures(ratios: &Ratios, scale: &Scale) -> Vec<(&'static str, String)> {
    let messages = Dots {
        title: "Messages",
        build: "lto",
        rows: &[
            "heartbeat",
            "data1k decode",
            "data1k encode",
            "data64k encode",
            "stream",
            "log1000",
            "map form",
            "constrained",
            "JSON",
        ],
        around: (0.125, 32.0),
    };
    let arrays = Dots {
        title: "Arrays of 10,000 elements",
        build: "lto",
        rows: &["u64", "i64", "f64", "bool", "string", "mesh"],
        around: (1.0 / 64.0, 256.0),
    };
    let python = Dots {
        title: "Python calls msgspec and Pydantic, Rust calls klaw",
        build: "python",
        rows: &[""],
        around: (0.25, 1024.0),
    };
    let patterns = Dots {
        title: "Patterns, limits, pools and views",
        build: "lto",
        rows: &["pattern", "limits", "pools", "data1k view", "data1k peek", "task event"],
        around: (0.0625, 32.0),
    };
    vec![
        ("messages.svg", messages.draw(ratios)),
        ("arrays.svg", arrays.draw(ratios)),
        ("python.svg", python.draw(ratios)),
        ("rest.svg", patterns.draw(ratios)),
        ("scale.svg", lines(scale)),
    ]
}

/// A picture that grows from above.
struct Svg {
    body: String,
}

impl Svg {
    fn new() -> Self {
        Self { body: String::new() }
    }

    fn put(&mut self, element: impl Display) {
        // A string takes whatever is written.
        let _ = writeln!(self.body, "{element}");
    }

    fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.put(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>"));
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        self.put(format_args!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" class=\"{class}\"/>"));
    }

    fn done(self, height: f64) -> String {
        let Self { body } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height:.0}\" viewBox=\"0 0 {WIDTH} {height:.0}\" \
             font-family=\"system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif\" font-size=\"{FONT}\">\n{STYLE}\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" rx=\"6\" class=\"back\"/>\n{body}</svg>\n"
        )
    }
}

const STYLE: &str = "<style>
.back { fill: #ffffff } .band { fill: #f3f5f7 } text { fill: #24292f } .faint { fill: #667079 }
.title { font-size: 17px; font-weight: 600 } .end { text-anchor: end } .middle { text-anchor: middle }
.grid { stroke: #d5dae0 } .one { stroke: #24292f; stroke-width: 1.5 } .rim { stroke: #ffffff }
@media (prefers-color-scheme: dark) {
.back { fill: #0d1117 } .band { fill: #161c24 } text { fill: #e6edf3 } .faint { fill: #929ca6 }
.grid { stroke: #30363d } .one { stroke: #e6edf3 } .rim { stroke: #0d1117 }
}
</style>";

/// How a case is drawn. MessagePack is round, other formats stand on a corner, measuring sticks are strokes.
#[derive(Clone, Copy)]
enum Shape {
    Round,
    Corner,
    Stroke,
}

/// The cases that are drawn, with a colour that is seen on light and on dark.
const CASES: &[(&str, Shape, &str)] = &[
    ("zerompk", Shape::Round, "#e07b28"),
    ("rmp-serde", Shape::Round, "#3b82d0"),
    ("msgpacker", Shape::Round, "#9a6fd0"),
    ("wincode", Shape::Corner, "#2aa198"),
    ("rkyv", Shape::Corner, "#d0508b"),
    ("postcard", Shape::Corner, "#7a9a2e"),
    ("musli packed", Shape::Corner, "#b58900"),
    ("bitcode", Shape::Corner, "#a0623d"),
    ("prost", Shape::Corner, "#6c8ca8"),
    ("handwritten", Shape::Stroke, "#8a8f98"),
    ("memcpy", Shape::Stroke, "#d94841"),
    ("alloc and memcpy", Shape::Stroke, "#d94841"),
    ("clone", Shape::Stroke, "#d94841"),
    ("regex", Shape::Round, "#3b82d0"),
    ("zerompk and regex", Shape::Round, "#c0392b"),
    ("klaw, array form", Shape::Stroke, "#2e9e5b"),
    ("klaw without rules", Shape::Stroke, "#2e9e5b"),
    ("klaw, trusted", Shape::Stroke, "#2e9e5b"),
    ("klaw, to_vec", Shape::Stroke, "#e07b28"),
    ("klaw, lent", Shape::Stroke, "#2aa198"),
    ("klaw, buffer pool", Shape::Stroke, "#9a6fd0"),
    ("klaw, a vector kept", Shape::Stroke, "#d94841"),
    ("klaw, owned", Shape::Stroke, "#2e9e5b"),
    ("klaw, owned, mimalloc", Shape::Stroke, "#e07b28"),
    ("klaw, validated", Shape::Stroke, "#8a8f98"),
    ("klaw, all of it", Shape::Stroke, "#2e9e5b"),
    ("klaw, in place", Shape::Stroke, "#2e9e5b"),
    ("msgspec", Shape::Round, "#3b82d0"),
    ("msgspec, map form", Shape::Round, "#2aa198"),
    ("msgspec, JSON", Shape::Corner, "#3b82d0"),
    ("pydantic", Shape::Round, "#d0508b"),
    ("pydantic, map form", Shape::Round, "#e07b28"),
    ("pydantic, JSON", Shape::Corner, "#d0508b"),
];

fn look(case: &str) -> Option<(Shape, &'static str)> {
    CASES.iter().find(|(name, ..)| *name == case).map(|(_, shape, colour)| (*shape, *colour))
}

fn mark(svg: &mut Svg, x: f64, y: f64, (shape, colour): (Shape, &str)) {
    match shape {
        Shape::Round => {
            svg.put(format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.5\" fill=\"{colour}\" class=\"rim\"/>"))
        }
        Shape::Corner => svg
            .put(format_args!("<path d=\"M{x:.1} {:.1}l6 6l-6 6l-6 -6z\" fill=\"{colour}\" class=\"rim\"/>", y - 6.0)),
        Shape::Stroke => svg.put(format_args!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"4\" height=\"17\" fill=\"{colour}\" class=\"rim\"/>",
            x - 2.0,
            y - 8.5
        )),
    }
}

/// A row for each question, a mark for each case where its time stands to klaw's.
struct Dots {
    title: &'static str,
    build: &'static str,
    /// How the names of the rows begin.
    rows: &'static [&'static str],
    /// The ends of the axis; what lies outside is drawn at the end.
    around: (f64, f64),
}

impl Dots {
    fn draw(&self, ratios: &Ratios) -> String {
        const LEFT: f64 = 270.0;
        const RIGHT: f64 = 810.0;
        const LANE: f64 = 30.0;
        let starts = |row: &str| self.rows.iter().any(|start| row.starts_with(start));
        let rows: Vec<&str> = ratios.rows(self.build).into_iter().filter(|row| starts(row)).collect();
        let shown: Vec<&Ratio> = rows
            .iter()
            .flat_map(|row| ratios.cases(self.build, row))
            .filter(|case| look(&case.case).is_some())
            .collect();
        let mut svg = Svg::new();
        svg.text(20.0, 30.0, "title", self.title);
        svg.text(20.0, 51.0, "faint", "time of each over klaw's, logarithmic: right of the line klaw is faster");

        let (mut x, mut y) = (20.0, 76.0);
        for (name, shape, colour) in CASES.iter().filter(|(name, ..)| shown.iter().any(|case| case.case == *name)) {
            let width = 28.0 + 8.6 * name.len() as f64;
            if x + width > WIDTH - 20.0 {
                (x, y) = (20.0, y + 23.0);
            }
            mark(&mut svg, x + 6.0, y - 4.5, (*shape, colour));
            svg.text(x + 17.0, y, "", name);
            x += width;
        }

        let top = y + 34.0;
        let bottom = top + LANE * rows.len() as f64;
        let (low, high) = self.around;
        let at = |ratio: f64| LEFT + (RIGHT - LEFT) * (ratio.clamp(low, high) / low).ln() / (high / low).ln();
        svg.text(WIDTH - 20.0, top - 10.0, "faint end", "klaw");
        for (index, row) in rows.iter().enumerate() {
            let y = top + LANE * (index as f64 + 0.5);
            if index % 2 == 0 {
                let width = WIDTH - 20.0;
                svg.put(format_args!(
                    "<rect x=\"10\" y=\"{:.1}\" width=\"{width}\" height=\"{LANE}\" class=\"band\"/>",
                    y - LANE / 2.0
                ));
            }
            svg.text(LEFT - 18.0, y + 4.5, "end", row);
            if let Some(klaw) = ratios.cases(self.build, row).next() {
                svg.text(WIDTH - 20.0, y + 4.5, "faint end", &time(klaw.least));
            }
        }
        let mut tick = low;
        while tick <= high * 1.001 {
            let class = if (tick - 1.0).abs() < 1e-9 { "one" } else { "grid" };
            svg.line((at(tick), top), (at(tick), bottom), class);
            let label = if tick < 1.0 { format!("1/{:.0}", 1.0 / tick) } else { format!("{tick:.0}x") };
            svg.text(at(tick), top - 10.0, "faint middle", &label);
            tick *= if high / low > 512.0 { 4.0 } else { 2.0 };
        }
        for (index, row) in rows.iter().enumerate() {
            let y = top + LANE * (index as f64 + 0.5);
            for case in ratios.cases(self.build, row) {
                if let Some(look @ (_, colour)) = look(&case.case) {
                    let (from, to) = (at(case.lower), at(case.upper));
                    svg.put(format_args!(
                        "<line x1=\"{from:.1}\" y1=\"{y:.1}\" x2=\"{to:.1}\" y2=\"{y:.1}\" stroke=\"{colour}\" stroke-width=\"2\" opacity=\"0.55\"/>"
                    ));
                    mark(&mut svg, at(case.ratio), y, look);
                }
            }
        }
        svg.text(
            20.0,
            bottom + 24.0,
            "faint",
            "a mark is least time over least time; its line spans the middle half of the rounds",
        );
        svg.done(bottom + 40.0)
    }
}

/// A time as a person says it.
pub(crate) fn time(nanos: f64) -> String {
    match nanos {
        ..100.0 => format!("{nanos:.1} ns"),
        ..1000.0 => format!("{nanos:.0} ns"),
        ..1e6 => format!("{:.1} µs", nanos / 1e3),
        ..1e9 => format!("{:.1} ms", nanos / 1e6),
        _ => format!("{:.1} s", nanos / 1e9),
    }
}

/// Where a chart of lines stands, and what it shows.
struct Panel<'a> {
    title: &'a str,
    left: f64,
    series: Vec<(&'a str, Vec<(f64, f64)>)>,
    x: fn(f64) -> String,
    y: fn(f64) -> String,
    /// From one line of the grid to the next, along the bottom and upwards.
    steps: (f64, f64),
}

/// Cost against size.
fn lines(scale: &Scale) -> String {
    let each = |name| scale.series(name).iter().map(|(size, nanos)| (*size, nanos / size)).collect();
    let whole = |name: &str| scale.series(name).to_vec();
    let second =
        |name| scale.series(name).iter().map(|(threads, nanos)| (*threads, threads * 1000.0 / nanos)).collect();
    let count = |size: f64| match size {
        ..1e3 => format!("{size:.0}"),
        ..1e6 => format!("{:.0}k", size / 1e3),
        _ => format!("{:.0}M", size / 1e6),
    };
    let panels = [
        Panel {
            title: "time of an element, by their number",
            left: 20.0,
            series: ["u64 encode", "u64 decode", "record encode", "record decode borrowed", "record clone"]
                .map(|name| (name, each(name)))
                .into(),
            x: count,
            y: time,
            steps: (10.0, 10.0),
        },
        Panel {
            title: "time of a message, by bytes of payload",
            left: 320.0,
            series: ["payload encode", "payload decode"].map(|name| (name, whole(name))).into(),
            x: count,
            y: time,
            steps: (10.0, 10.0),
        },
        Panel {
            title: "million messages a second, by threads",
            left: 620.0,
            series: ["threads, codec pool", "threads, buffer pool"].map(|name| (name, second(name))).into(),
            x: count,
            y: |rate| format!("{rate:.0}"),
            steps: (2.0, 2.0),
        },
    ];
    let mut svg = Svg::new();
    svg.text(20.0, 30.0, "title", "Cost against size");
    for panel in &panels {
        panel.draw(&mut svg);
    }
    svg.done(430.0)
}

impl Panel<'_> {
    const TOP: f64 = 80.0;
    const BOTTOM: f64 = 290.0;
    const COLOURS: [&'static str; 5] = ["#3b82d0", "#e07b28", "#2aa198", "#d0508b", "#8a8f98"];

    fn draw(&self, svg: &mut Svg) {
        let (left, right) = (self.left + 52.0, self.left + 250.0);
        let points = || self.series.iter().flat_map(|(_, points)| points);
        let span = |of: fn(&(f64, f64)) -> f64| {
            let values = points().map(of);
            values.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)))
        };
        let (x_low, x_high) = span(|point| point.0);
        let (y_low, y_high) = span(|point| point.1);
        if !(y_low > 0.0 && x_high > x_low) {
            return;
        }
        // Whole powers, so that the lowest and the highest point stand inside.
        let (x_step, y_step) = self.steps;
        let (y_low, y_high) = (y_step.powf(y_low.log(y_step).floor()), y_step.powf(y_high.log(y_step).ceil()));
        let x_of = |x: f64| left + (right - left) * (x / x_low).ln() / (x_high / x_low).ln();
        let y_of = |y: f64| Self::BOTTOM - (Self::BOTTOM - Self::TOP) * (y / y_low).ln() / (y_high / y_low).ln();

        svg.text(self.left, Self::TOP - 20.0, "", self.title);
        let mut tick = y_low;
        while tick <= y_high * 1.001 {
            svg.line((left, y_of(tick)), (right, y_of(tick)), "grid");
            svg.text(left - 6.0, y_of(tick) + 4.5, "faint end", &(self.y)(tick));
            tick *= y_step;
        }
        let mut tick = x_low;
        let skip = if x_high / x_low > 1e5 { x_step * x_step } else { x_step };
        while tick <= x_high * 1.001 {
            svg.line((x_of(tick), Self::TOP), (x_of(tick), Self::BOTTOM), "grid");
            svg.text(x_of(tick), Self::BOTTOM + 18.0, "faint middle", &(self.x)(tick));
            tick *= skip;
        }
        for (index, ((name, points), colour)) in self.series.iter().zip(Self::COLOURS).enumerate() {
            let path: Vec<String> = points.iter().map(|(x, y)| format!("{:.1},{:.1}", x_of(*x), y_of(*y))).collect();
            svg.put(format_args!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                path.join(" ")
            ));
            for (x, y) in points {
                mark(svg, x_of(*x), y_of(*y), (Shape::Round, colour));
            }
            let y = Self::BOTTOM + 45.0 + 18.0 * index as f64;
            mark(svg, self.left + 8.0, y - 4.5, (Shape::Round, colour));
            svg.text(self.left + 20.0, y, "", name);
        }
    }
}
