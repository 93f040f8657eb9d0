/** The time that `door-at-a-time.ts` lets the platforms' door believe, epoch ms. */
export const DOOR_TIME_HEADER = "x-door-time";
