use jiff::Timestamp;

use super::*;

const DAY: Duration = Duration::from_secs(86_400);

fn print(id: u32, at: u32, shingles: &[u32]) -> Fingerprint {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&id.wrapping_mul(0x9e37_79b1).to_le_bytes());
    let mut shingles = shingles.to_vec();
    shingles.sort_unstable();
    let keys = (0..14).take(shingles.len()).collect();
    Fingerprint {
        keys,
        id: ArticleId(bytes),
        story: ArticleId(bytes),
        at,
        publisher: id % 7,
        shingles,
        ..Fingerprint::default()
    }
}

fn words(n: u32) -> Vec<u32> {
    (0..40).map(|k| (n * 64 + k).wrapping_mul(0x85eb_ca6b) | 3).collect()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn a_copy_is_found_among_many_and_nothing_else() {
    let mut index = Index::new(DAY).holding(1 << 30);
    (1..5_000).for_each(|n| index.insert(&print(n, 1_000 + n, &words(n))));
    let found = (1..5_000).filter(|n| {
        let half: Vec<_> = words(*n).into_iter().skip(20).chain(words(n + 100_000).into_iter().take(20)).collect();
        let copy = print(n + 100_000, 6_000, &half);
        index.candidates(copy.view(), at(6_000)).iter().any(|view| view.id == print(*n, 0, &[]).id)
    });
    let found = found.count();
    assert!(found > 4_950, "{found}");
    let other = print(9, 6_000, &words(1 << 20));
    assert!(index.candidates(other.view(), at(6_000)).is_empty());
}

#[test]
fn what_is_older_than_the_window_is_forgotten() {
    let mut index = Index::new(Duration::from_secs(100)).holding(1 << 30);
    index.insert(&print(1, 1_000, &words(1)));
    let copy = print(2, 1_100, &words(1));
    assert_eq!(index.candidates(copy.view(), at(1_100)).len(), 1);
    assert!(index.candidates(copy.view(), at(1_101)).is_empty());
    index.insert(&print(3, 1_101, &words(3)));
    assert_eq!((index.len(), index.stats().forgotten_early), (1, 0));
}

#[test]
fn what_there_is_no_room_for_is_forgotten_early_and_counted() {
    let mut index = Index::new(DAY).holding(2 << 20);
    (1..20_000).for_each(|n| index.insert(&print(n, 1_000, &words(n))));
    let half = index.stats();
    (20_000..40_000).for_each(|n| index.insert(&print(n, 1_000, &words(n))));
    let stats = index.stats();
    assert!(stats.forgotten_early > 20_000 && stats.articles >= 1_024, "{stats:?}");
    assert!(stats.bytes < 3 << 20 && stats.bytes <= half.bytes + (half.bytes >> 4), "{half:?} {stats:?}");
    // The youngest are there.
    let copy = print(99_999, 1_000, &words(39_999));
    assert_eq!(index.candidates(copy.view(), at(1_000)).len(), 1);
}

#[test]
fn a_fingerprint_that_comes_twice_counts_once() {
    let mut index = Index::new(DAY).holding(1 << 30);
    (0..2).for_each(|_| index.insert(&print(1, 1_000, &words(1))));
    assert_eq!(index.len(), 1);
}

#[test]
fn what_is_common_tells_less() {
    let mut index = Index::new(DAY).holding(1 << 30);
    (1..2_000).for_each(|n| index.insert(&print(n, 1_000, &[7, n << 4 | 3])));
    assert!(index.weight(7) < 0.5 * index.weight(1 << 4 | 3));
    assert!(index.weight(1 << 4 | 3) > index.weight(1 << 4));
}

#[test]
fn a_story_knows_its_members() {
    let mut index = Index::new(DAY).holding(1 << 30);
    let first = print(1, 1_000, &words(1));
    index.insert(&first);
    let second = Fingerprint { story: first.id, ..print(2, 1_001, &words(1)) };
    index.insert(&second);
    let members: Vec<_> = index.members(first.id).map(|view| view.id).collect();
    assert_eq!(members, [first.id, second.id]);
    assert_eq!(index.of_publisher(2).map(|view| view.id).collect::<Vec<_>>(), [second.id]);
}
