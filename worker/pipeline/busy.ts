/** How much an isolate does at once before the less urgent waits. */

/** Messages being recorded from which on thinking and the read model wait: both cost more than a record, on the same thread. */
export const MOST_RECORDING = 8;
/** Messages an isolate thinks about at the same time. */
export const MOST_THINKING = 16;
