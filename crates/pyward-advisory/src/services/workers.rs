//! Several questions at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many questions are on their way at once.
const WORKERS: usize = 8;

/// The answers to questions, in their order.
pub(super) fn each<T: Sync, R: Send>(questions: &[T], ask: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let answers: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(questions.len()));
    thread::scope(|scope| {
        for _ in 0..WORKERS.min(questions.len()) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(question) = questions.get(place) else {
                        break;
                    };
                    let answer = ask(question);
                    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                    answers.push((place, answer));
                }
            });
        }
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_questions() {
        let questions: Vec<usize> = (0..100).collect();
        assert_eq!(
            each(&questions, |n| n * 2),
            (0..100).map(|n| n * 2).collect::<Vec<_>>()
        );
        assert!(each(&[] as &[usize], |n| *n).is_empty());
    }
}
