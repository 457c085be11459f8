//! Which item comes next.

use super::Plan;
use crate::sandbox::NextRequest;

/// Where an iteration goes after an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// To this position.
    To(usize),
    /// The iteration ends.
    End,
    /// The iteration ends because the wanted item does not exist. newman is silent about it; we warn.
    Lost,
}

/// The step after the item at `position`.
///
/// Source: postman-runtime 7.39: `null` and unknown names end the iteration; `undefined` changes nothing.
pub(super) fn next(plan: &Plan, position: usize, wanted: Option<&NextRequest>) -> Step {
    match wanted {
        None if position + 1 < plan.items.len() => Step::To(position + 1),
        None | Some(NextRequest::Stop) => Step::End,
        Some(NextRequest::To(name)) => plan.find(name).map_or(Step::Lost, Step::To),
    }
}
