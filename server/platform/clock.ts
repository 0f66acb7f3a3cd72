/** The time is passed in, so that a test can move it by an hour without waiting. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }
