//! Who should hold what. Every member computes the same from the same list.

use crate::names::hash;

/// A member that may hold something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    /// The newest envelope that it reads.
    pub(crate) version: u32,
}

/// The member that should hold a line: the one with the highest score of the two together
/// (rendezvous hashing), so that one member more or less moves only what is its own.
pub(crate) fn rightful<'a>(what: &str, members: &'a [Candidate]) -> Option<&'a str> {
    let best = members.iter().max_by_key(|member| (score(what, &member.id), &member.id));
    best.map(|member| member.id.as_str())
}

/// Who should hold each partition, by `needs`: the version of envelope that each needs. As
/// [`rightful`], and nobody gets more than his share, rounded up: the hash alone would give some
/// twice as many as others.
pub(crate) fn shares<'a>(needs: &[u32], members: &'a [Candidate]) -> Vec<Option<&'a str>> {
    let share = needs.len().div_ceil(members.len().max(1));
    let mut loads = vec![0_usize; members.len()];
    let mut ranked: Vec<usize> = Vec::with_capacity(members.len());
    let mut shares = Vec::with_capacity(needs.len());
    for (partition, needs) in needs.iter().enumerate() {
        let name = partition.to_string();
        ranked.clear();
        ranked.extend((0..members.len()).filter(|n| members[*n].version >= *needs));
        ranked.sort_by_key(|n| std::cmp::Reverse((score(&name, &members[*n].id), &members[*n].id)));
        let free = ranked.iter().find(|n| loads[**n] < share);
        let chosen = free.or_else(|| ranked.first()).copied();
        if let Some(chosen) = chosen {
            loads[chosen] += 1;
        }
        shares.push(chosen.map(|chosen| members[chosen].id.as_str()));
    }
    shares
}

fn score(what: &str, member: &str) -> u64 {
    let mut both = Vec::with_capacity(what.len() + member.len() + 1);
    both.extend_from_slice(what.as_bytes());
    both.push(0);
    both.extend_from_slice(member.as_bytes());
    hash(&both)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(count: usize) -> Vec<Candidate> {
        (0..count).map(|n| Candidate { id: format!("member-{n}"), version: 1 }).collect()
    }

    #[test]
    fn everybody_gets_his_share() {
        for count in 1..=9 {
            let members = members(count);
            let shares = shares(&[1; 64], &members);
            for member in &members {
                let held = shares.iter().filter(|one| **one == Some(member.id.as_str())).count();
                assert!(held <= 64_usize.div_ceil(count), "{count} members, {held}");
                assert!(held >= 64 / count - 8.min(64 / count - 1), "{count} members, {held}");
            }
        }
        assert!(shares(&[1; 4], &[]).iter().all(Option::is_none));
    }

    #[test]
    fn one_more_moves_few() {
        let (five, six) = (members(5), members(6));
        let (before, after) = (shares(&[1; 64], &five), shares(&[1; 64], &six));
        let moved = before.iter().zip(&after).filter(|(one, other)| one != other).count();
        // A sixth is the least; the limit on shares moves some more.
        assert!((10..=28).contains(&moved), "{moved}");
        for line in 0..1000 {
            let line = format!("line-{line}");
            let (one, other) = (rightful(&line, &five), rightful(&line, &six));
            assert!(one == other || other == Some("member-5"));
        }
    }

    #[test]
    fn the_order_of_the_list_does_not_matter() {
        let members = members(5);
        let turned: Vec<_> = members.iter().rev().cloned().collect();
        assert_eq!(shares(&[1; 64], &members), shares(&[1; 64], &turned));
        assert_eq!(rightful("x", &members), rightful("x", &turned));
    }

    #[test]
    fn what_is_newer_goes_to_those_that_know_it() {
        let mut members = members(3);
        members[1].version = 2;
        let mut needs = [1; 8];
        needs[3] = 2;
        needs[4] = 3;
        let shares = shares(&needs, &members);
        assert_eq!(shares[3], Some("member-1"));
        assert_eq!(shares[4], None);
        assert!(shares.iter().enumerate().all(|(n, one)| n == 4 || one.is_some()));
    }
}
