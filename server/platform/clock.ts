/** Time is an argument, so that tests can let an hour pass without waiting for it. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }
