/**
 * What is left to book of a difference. Somebody who has corrected the level in the same direction
 * since it was counted has booked a part of it already; what went the other way, such as a loss of
 * today, has nothing to do with it and is not undone.
 */
export function openDifference(difference: number, corrected: number): number {
  return difference > 0
    ? Math.max(0, difference - Math.max(0, corrected))
    : Math.min(0, difference - Math.min(0, corrected))
}
