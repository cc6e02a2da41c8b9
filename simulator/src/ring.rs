//! A list that forgets its oldest entries, so that it cannot grow without end.

use std::collections::VecDeque;

/// Entries with numbers that count up from 0. The oldest go when there are too many of them, or when
/// they are too heavy together; the newest always stays.
#[derive(Debug)]
pub(crate) struct Ring<T> {
    items: VecDeque<(T, usize)>,
    /// The number of the oldest entry that is kept.
    first: u64,
    weight: usize,
    most: usize,
    heaviest: usize,
}

impl<T> Ring<T> {
    /// For so many entries, of so many bytes together.
    pub(crate) fn new(most: usize, heaviest: usize) -> Self {
        Self { items: VecDeque::new(), first: 0, weight: 0, most: most.max(1), heaviest }
    }

    /// The entries as they come from a file, with the number of the first and their weights. Answers
    /// what has to go, where less is kept now.
    #[cfg(feature = "state")]
    pub(crate) fn restore(&mut self, first: u64, items: Vec<(T, usize)>) -> Vec<T> {
        self.first = first;
        self.weight = items.iter().map(|(_, weight)| weight).sum();
        self.items = items.into();
        self.shrink()
    }

    /// Adds an entry of about that many bytes. Answers what had to go.
    pub(crate) fn push(&mut self, item: T, weight: usize) -> Vec<T> {
        self.items.push_back((item, weight));
        self.weight += weight;
        self.shrink()
    }

    fn shrink(&mut self) -> Vec<T> {
        let mut gone = Vec::new();
        while self.items.len() > 1
            && (self.items.len() > self.most || self.weight > self.heaviest)
            && let Some((oldest, weight)) = self.items.pop_front()
        {
            self.first += 1;
            self.weight -= weight;
            gone.push(oldest);
        }
        gone
    }

    /// Gives an entry another weight. Answers what had to go for it.
    pub(crate) fn weigh(&mut self, number: u64, weight: usize) -> Vec<T> {
        let at = number.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some((_, old)) = at.and_then(|at| self.items.get_mut(at)) {
            self.weight = self.weight - *old + weight;
            *old = weight;
        }
        self.shrink()
    }

    /// The number that the next entry gets: how many there ever were.
    pub(crate) fn next(&self) -> u64 {
        self.first + self.items.len() as u64
    }

    /// The number of the oldest entry that is kept.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// The entries from a number on, as far as they are kept.
    pub(crate) fn from(&self, number: u64) -> impl DoubleEndedIterator<Item = &T> {
        let start = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.items.range(start.min(self.items.len())..).map(|(item, _)| item)
    }

    /// The entry of that number, if it is kept.
    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.items.get(at).map(|(item, _)| item)
    }

    /// The entry of that number, if it is kept.
    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.items.get_mut(at).map(|(item, _)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_by_number_and_by_weight() {
        let mut ring = Ring::new(3, 10);
        assert!(ring.push('a', 1).is_empty());
        assert!(ring.push('b', 1).is_empty());
        assert!(ring.push('c', 1).is_empty());
        assert_eq!(ring.push('d', 1), ['a']);
        assert_eq!(ring.push('e', 9), ['b', 'c']);
        assert_eq!(ring.from(0).collect::<String>(), "de");
        assert_eq!((ring.first(), ring.next()), (3, 5));
        assert_eq!((ring.get(2), ring.get(4), ring.get(5)), (None, Some(&'e'), None));
        assert_eq!(ring.from(4).collect::<String>(), "e");
        assert_eq!(ring.push('f', 100), ['d', 'e'], "one entry always stays");
        assert_eq!(ring.from(9).count(), 0);
        assert_eq!(ring.push('g', 0), ['f']);
        assert!(ring.push('h', 1).is_empty());
        assert_eq!(ring.weigh(7, 11), ['g'], "an entry that grew");
        assert!(ring.weigh(0, 99).is_empty(), "one that is gone");
    }
}
