//! Which numbers stand in a list most often.

use std::cmp::Reverse;

/// Places of the table.
const PLACES: usize = 1 << 10;
/// Numbers of a list that are counted.
const MOST: usize = PLACES / 8 * 5;

/// The numbers that stand in the list at least so often, the most frequent first, and of those that are
/// as frequent the smallest; no more than `most`. Number 0 is none. What stands behind the first 640 is not counted.
pub fn likeliest(list: &[u32], least: u32, most: usize) -> Vec<u32> {
    // A table costs less than to sort, where few numbers come twice.
    let mut table = [(0_u32, 0_u32); PLACES];
    let mut often: Vec<(Reverse<u32>, u32)> = Vec::new();
    for number in list.iter().take(MOST) {
        let mut at = (number.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        while table[at].1 != 0 && table[at].0 != *number {
            at = (at + 1) % PLACES;
        }
        table[at] = (*number, table[at].1 + 1);
        if table[at].1 == least {
            often.push((Reverse(0), *number));
        }
    }
    for (count, number) in &mut often {
        let mut at = (number.wrapping_mul(0x9e37_79b1) >> 22) as usize;
        while table[at].0 != *number {
            at = (at + 1) % PLACES;
        }
        *count = Reverse(table[at].1);
    }
    if often.len() > most && most > 0 {
        often.select_nth_unstable(most - 1);
        often.truncate(most);
    }
    often.sort_unstable();
    often.into_iter().map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_counted_is_what_sorting_counts(
            list in prop::collection::vec(prop_oneof![1_u32..40, any::<u32>().prop_map(|n| n.max(1))], 0..600),
            least in 1_u32..3,
        ) {
            let mut sorted = list.clone();
            sorted.sort_unstable();
            let mut counted: Vec<_> = sorted.chunk_by(|a, b| a == b).map(|run| (Reverse(run.len()), run[0])).collect();
            counted.retain(|(n, _)| n.0 >= least as usize);
            counted.sort_unstable();
            let expected: Vec<_> = counted.into_iter().take(10).map(|(_, number)| number).collect();
            prop_assert_eq!(likeliest(&list, least, 10), expected);
        }
    }

    #[test]
    fn a_list_of_any_length_is_bounded() {
        let list: Vec<u32> = (1..100_000).collect();
        assert_eq!(likeliest(&list, 1, 3), [1, 2, 3]);
        assert!(likeliest(&[], 1, 3).is_empty() && likeliest(&[7], 2, 3).is_empty());
    }
}
