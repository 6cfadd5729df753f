//! Deltas: an object told by how it differs from another.

/// The length of what a delta makes, in bytes.
pub(super) fn result_length(delta: &[u8]) -> Option<u64> {
    let mut rest = delta;
    number(&mut rest)?;
    number(&mut rest)
}

/// What a delta makes of its base; `None` where it is broken, or makes more or less than it says.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    if number(&mut rest)? != base.len() as u64 {
        return None;
    }
    let length = usize::try_from(number(&mut rest)?).ok()?;
    let mut made = Vec::with_capacity(length.min(1 << 20));
    while let Some((&order, behind)) = rest.split_first() {
        rest = behind;
        let part = if order & 0x80 != 0 {
            copied(base, order, &mut rest)?
        } else {
            if order == 0 {
                return None;
            }
            let (part, behind) = rest.split_at_checked(order.into())?;
            rest = behind;
            part
        };
        if made.len() + part.len() > length {
            return None;
        }
        made.extend_from_slice(part);
    }
    (made.len() == length).then_some(made)
}

/// The part of the base that an order names; its bits say which bytes of place and length follow.
fn copied<'a>(base: &'a [u8], order: u8, rest: &mut &[u8]) -> Option<&'a [u8]> {
    let mut place = 0_usize;
    let mut length = 0_usize;
    for bit in 0..7 {
        if order & (1 << bit) == 0 {
            continue;
        }
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        if bit < 4 {
            place |= usize::from(byte) << (8 * bit);
        } else {
            length |= usize::from(byte) << (8 * (bit - 4));
        }
    }
    if length == 0 {
        length = 0x1_0000;
    }
    base.get(place..place.checked_add(length)?)
}

/// A number in groups of seven bits, the lowest first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for group in 0..9 {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << (7 * group);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_copied_and_put_in() {
        let base = b"the quick brown fox";
        // Five bytes from 4 on, then " cat".
        let delta = [19, 9, 0b1001_0001, 4, 5, 4, b' ', b'c', b'a', b't'];
        assert_eq!(result_length(&delta), Some(9));
        assert_eq!(apply(base, &delta).unwrap(), b"quick cat");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let base = b"0123456789";
        let whole = [10, 10, 0b1001_0000, 10];
        assert_eq!(apply(base, &whole).unwrap(), base);
        for delta in [
            &[9, 10, 0b1001_0000, 10][..],       // Another base.
            &[10, 9, 0b1001_0000, 10],           // More than is said.
            &[10, 11, 0b1001_0000, 10],          // Less than is said.
            &[10, 10, 0b1001_0001, 5, 10],       // Behind the end.
            &[10, 10, 0],                        // No order.
            &[10, 3, 3, b'a'],                   // Cut off.
            &[10, 0x80, 0x80, 0x80, 0x80, 0x80], // A number without end.
        ] {
            assert_eq!(apply(base, delta), None, "{delta:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(base: Vec<u8>, delta: Vec<u8>) {
            if let Some(made) = apply(&base, &delta) {
                prop_assert_eq!(Some(made.len() as u64), result_length(&delta));
            }
        }
    }
}
