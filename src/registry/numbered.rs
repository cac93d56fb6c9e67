//! Values by number, for numbers that are given out in order, as those of batches are.
//!
//! Found in three steps, without hashing or comparing. A clone shares all values with the original, and a change
//! copies the one page that it hits, so that each snapshot can have its own. A number that stands far from all others
//! takes a page of its own.

use std::sync::Arc;

/// Values in a page.
const PAGE: usize = 64;

/// Pages in a node.
const NODE: usize = 256;

type Page<V> = Arc<[Option<V>; PAGE]>;
type Node<V> = Arc<[Option<Page<V>>; NODE]>;

/// Values by number.
#[derive(Debug, Clone)]
pub struct Numbered<V> {
    nodes: Arc<Vec<Option<Node<V>>>>,
}

impl<V> Default for Numbered<V> {
    fn default() -> Self {
        Self { nodes: Arc::default() }
    }
}

impl<V> Numbered<V> {
    /// The value of a number.
    #[inline]
    pub fn get(&self, number: impl Into<u64>) -> Option<&V> {
        let (node, page, slot) = place(number.into());
        self.nodes.get(node)?.as_ref()?[page].as_ref()?[slot].as_ref()
    }

    /// All values, by number.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        let pages = self.nodes.iter().flatten().flat_map(|node| node.iter().flatten());
        pages.flat_map(|page| page.iter().flatten())
    }

    /// All values with their numbers, in the order of these.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &V)> {
        let nodes = (0_u64..).zip(self.nodes.iter());
        let pages = nodes.flat_map(|(place, node)| {
            let pages = (place * NODE as u64..).zip(node.iter().flat_map(|node| node.iter()));
            pages.filter_map(|(place, page)| Some((place, page.as_ref()?)))
        });
        pages.flat_map(|(place, page)| {
            let slots = (place * PAGE as u64..).zip(page.iter());
            slots.filter_map(|(number, slot)| Some((number, slot.as_ref()?)))
        })
    }
}

impl<V: Clone> Numbered<V> {
    /// Gives a number its value.
    pub fn insert(&mut self, number: impl Into<u64>, value: V) {
        *self.slot(number.into()) = Some(value);
    }

    /// Takes a number's value away.
    pub fn remove(&mut self, number: impl Into<u64>) {
        let number = number.into();
        if self.get(number).is_some() {
            *self.slot(number) = None;
        }
    }

    /// The value of a number, to be changed.
    pub fn get_mut(&mut self, number: impl Into<u64>) -> Option<&mut V> {
        let number = number.into();
        // Nothing is copied where there is nothing.
        self.get(number)?;
        self.slot(number).as_mut()
    }

    fn slot(&mut self, number: u64) -> &mut Option<V> {
        let (node, page, slot) = place(number);
        let nodes = Arc::make_mut(&mut self.nodes);
        if nodes.len() <= node {
            nodes.resize(node + 1, None);
        }
        let node = nodes[node].get_or_insert_with(|| Arc::new([const { None }; NODE]));
        let page =
            Arc::make_mut(node)[page].get_or_insert_with(|| Arc::new([const { None }; PAGE]));
        &mut Arc::make_mut(page)[slot]
    }
}

/// Node, page and slot of a number.
fn place(number: u64) -> (usize, usize, usize) {
    let number = usize::try_from(number).expect("numbers fit the machine's words");
    (number / (PAGE * NODE), number / PAGE % NODE, number % PAGE)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    proptest::proptest! {
        /// Against a plain map; what was cloned before stays as it was.
        #[test]
        fn values_are_those_that_were_put(
            steps in proptest::collection::vec((0_u64..40_000, proptest::option::of(0..9)), 0..60),
        ) {
            let (mut numbered, mut plain) = (Numbered::default(), BTreeMap::new());
            for (number, value) in steps {
                let before = (numbered.clone(), plain.clone());
                match value {
                    Some(value) => {
                        numbered.insert(number, value);
                        plain.insert(number, value);
                    }
                    None => {
                        numbered.remove(number);
                        plain.remove(&number);
                    }
                }
                if let Some(value) = numbered.get_mut(number / 2) {
                    *value += 10;
                }
                plain.entry(number / 2).and_modify(|value| *value += 10);
                for (numbered, plain) in [&before, &(numbered.clone(), plain.clone())] {
                    proptest::prop_assert!(numbered.values().eq(plain.values()));
                    proptest::prop_assert!(numbered.iter().map(|(number, value)| (number, *value)).eq(plain.clone()));
                    proptest::prop_assert_eq!(numbered.get(number), plain.get(&number));
                }
            }
        }
    }
}
