//! Long arrays in columns.
//!
//! Source: Node.js 20, `groupArrayElements` of `util.inspect`: about as wide as high, each column as wide as its
//! widest entry, numbers to the right.

use super::visible;

/// A comma and a blank.
const SEPARATOR: usize = 2;

/// How many times higher than wide a character is taken to be.
const CHAR_HEIGHTS: f64 = 2.5;

/// No more columns than this.
const MOST_COLUMNS: usize = 15;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// The entries as lines of several; as they were when columns would not fit or would not look well.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a shape for the eye, of at most 101 entries"
)]
pub(super) fn set(
    entries: Vec<String>,
    align: Align,
    break_length: usize,
    indentation: usize,
    most_columns: usize,
) -> Vec<String> {
    // The last entry may say how many more there are: it keeps a line of its own.
    let counted = entries.len().min(super::MOST_ITEMS);
    let widths: Vec<usize> = entries[..counted].iter().map(|entry| visible(entry)).collect();
    let total: usize = widths.iter().map(|width| width + SEPARATOR).sum();
    let widest = widths.iter().copied().max().unwrap_or_default();
    let cell = widest + SEPARATOR;
    let even = total as f64 / cell as f64 > 5.0 || widest <= 6;
    if cell * 3 + indentation >= break_length || !even {
        return entries;
    }
    let bias = (cell as f64 - total as f64 / entries.len() as f64).sqrt();
    let biased = (cell as f64 - 3.0 - bias).max(1.0);
    let square = ((CHAR_HEIGHTS * biased * counted as f64).sqrt() / biased).round() as usize;
    let fitting = break_length.saturating_sub(indentation) / cell;
    let columns = square.min(fitting).min(most_columns).min(MOST_COLUMNS);
    if columns <= 1 {
        return entries;
    }
    let column_widths: Vec<usize> = (0..columns)
        .map(|column| widths.iter().skip(column).step_by(columns).copied().max().unwrap_or_default())
        .collect();
    let mut lines = Vec::new();
    for (row, row_widths) in entries[..counted].chunks(columns).zip(widths.chunks(columns)) {
        let mut line = String::new();
        for (place, (entry, width)) in row.iter().zip(row_widths).enumerate() {
            let pad = " ".repeat(column_widths[place] - width);
            let last = place + 1 == row.len();
            match (align, last) {
                (Align::Right, _) => line.extend([pad.as_str(), entry, if last { "" } else { ", " }]),
                (Align::Left, false) => line.extend([entry, ", ", pad.as_str()]),
                (Align::Left, true) => line.push_str(entry),
            }
        }
        lines.push(line);
    }
    lines.extend(entries.into_iter().skip(counted));
    lines
}
