//! The shortest way from one sequence to another (Myers 1986), as the runs in which they differ.

use std::ops::Range;

/// Most differences that are looked for; sequences farther apart differ as wholes.
const MOST: usize = 3_000;

/// The runs in which two sequences differ, in order: of the first, of the second.
pub fn runs<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a_rest, b_rest) = (&a[start..], &b[start..]);
    let end = a_rest.iter().rev().zip(b_rest.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a_mid, b_mid) = (&a_rest[..a_rest.len() - end], &b_rest[..b_rest.len() - end]);
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (x, y) in steps(a_mid, b_mid) {
        let (x, y) = (x.start + start..x.end + start, y.start + start..y.end + start);
        match found.last_mut() {
            Some((last_x, last_y)) if last_x.end == x.start && last_y.end == y.start => {
                (last_x.end, last_y.end) = (x.end, y.end);
            }
            _ => found.push((x, y)),
        }
    }
    found
}

/// Single steps, each leaving out one of the first or putting in one of the second.
fn steps<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let whole = || vec![(0..a.len(), 0..b.len())];
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    if a.is_empty() || b.is_empty() {
        return whole();
    }
    let most = (a.len() + b.len()).min(MOST);
    let width = 2 * most + 3;
    let at = |k: isize| usize::try_from(k + most.cast_signed() + 1).unwrap_or(0);
    let mut furthest = vec![0_usize; width];
    let mut trace: Vec<Vec<usize>> = Vec::new();
    for d in 0..=most.cast_signed() {
        trace.push(furthest[at(-d - 1)..=at(d + 1)].to_vec());
        for k in (-d..=d).step_by(2) {
            let down = k == -d || (k != d && furthest[at(k - 1)] < furthest[at(k + 1)]);
            let mut x = if down { furthest[at(k + 1)] } else { furthest[at(k - 1)] + 1 };
            let mut y = x.wrapping_add_signed(-k);
            while x < a.len() && y < b.len() && a[x] == b[y] {
                (x, y) = (x + 1, y + 1);
            }
            furthest[at(k)] = x;
            if x >= a.len() && y >= b.len() {
                return back(&trace, a.len(), b.len());
            }
        }
    }
    whole()
}

// The names of the paper.
#[allow(clippy::many_single_char_names)]
fn back(trace: &[Vec<usize>], a: usize, b: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut x, mut y) = (a, b);
    let mut steps = Vec::new();
    for (d, furthest) in trace.iter().enumerate().skip(1).rev() {
        let d = d.cast_signed();
        let at = |k: isize| furthest[usize::try_from(k + d + 1).unwrap_or(0)];
        let k = x.cast_signed() - y.cast_signed();
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let before = if down { k + 1 } else { k - 1 };
        let x_before = at(before);
        let y_before = x_before.wrapping_add_signed(-before);
        // What was left out or put in stands before the run of equals.
        steps.push(if down {
            (x_before..x_before, y_before..y_before + 1)
        } else {
            (x_before..x_before + 1, y_before..y_before)
        });
        (x, y) = (x_before, y_before);
    }
    steps.reverse();
    steps
}
