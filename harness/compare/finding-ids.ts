/** Findings of a comparison that others act on; apart, so that an exit code needs no statistics. */

/** A cell gave no figure in the head because it failed: the comparison fails. */
export const FAILED_IN_HEAD = 'failed-in-head';
/** The base was told from itself: the machine, not the code. No verdict of this comparison counts. */
export const NULL_CONTROL = 'null-control';
