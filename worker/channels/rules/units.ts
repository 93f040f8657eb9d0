/** Units of the rule table: milliseconds and bytes. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const KB = 1000;
export const MB = 1000 * KB;
