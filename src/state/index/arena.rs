//! Lists of numbers in the order they came, in large pieces that are used again.

use std::collections::VecDeque;

/// Numbers of a piece.
const PIECE: usize = 1 << 15;

/// Where a list stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    piece: u32,
    at: u16,
    len: u8,
}

/// A ring of pieces. What is asked of a piece that was let go is empty.
#[derive(Debug)]
pub struct Arena<T> {
    pieces: VecDeque<Vec<T>>,
    /// The number of the first piece.
    first: u32,
    spare: Option<Vec<T>>,
}

impl<T: Copy> Default for Arena<T> {
    fn default() -> Self {
        Self { pieces: VecDeque::new(), first: 0, spare: None }
    }
}

impl<T: Copy> Arena<T> {
    /// Keeps a list of at most 255.
    pub fn push(&mut self, list: &[T]) -> Place {
        let list = &list[..list.len().min(u8::MAX.into())];
        if self.pieces.back().is_none_or(|piece| piece.len() + list.len() > PIECE) {
            let piece = self.spare.take().unwrap_or_else(|| Vec::with_capacity(PIECE));
            self.pieces.push_back(piece);
        }
        let piece = self.first.wrapping_add(u32::try_from(self.pieces.len() - 1).unwrap_or(0));
        let mut place = Place { piece, at: 0, len: u8::try_from(list.len()).unwrap_or(0) };
        if let Some(last) = self.pieces.back_mut() {
            place.at = u16::try_from(last.len()).unwrap_or(u16::MAX);
            last.extend_from_slice(list);
        }
        place
    }

    /// The list that stands there.
    pub fn at(&self, place: Place) -> &[T] {
        let piece = self.pieces.get(place.piece.wrapping_sub(self.first) as usize);
        let from = usize::from(place.at);
        piece.and_then(|piece| piece.get(from..from + usize::from(place.len))).unwrap_or_default()
    }

    /// Lets go of all pieces before the one in which this list stands.
    pub fn forget_before(&mut self, place: Place) {
        while self.first != place.piece && self.pieces.len() > 1 {
            if let Some(mut piece) = self.pieces.pop_front() {
                piece.clear();
                self.spare = Some(piece);
            }
            self.first = self.first.wrapping_add(1);
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.pieces.len() + usize::from(self.spare.is_some())) * PIECE * size_of::<T>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stand_where_they_were_put_until_they_are_let_go() {
        let mut arena = Arena::default();
        let places: Vec<_> = (0..2_000_u32).map(|n| (n, arena.push(&[n; 100]))).collect();
        assert!(places.iter().all(|(n, place)| arena.at(*place) == [*n; 100]));
        let before = arena.bytes();
        arena.forget_before(places[1_900].1);
        assert!(arena.at(places[0].1).is_empty());
        assert!(places[1_900..].iter().all(|(n, place)| arena.at(*place) == [*n; 100]));
        assert!(arena.bytes() < before / 2);
    }
}
