const LATE_S = 60

/** Work that could have started a minute ago and has not: too few workers, or a slow partner. */
export const isLate = ({ oldestWaitingS }: { oldestWaitingS: number | null }): boolean =>
  (oldestWaitingS ?? 0) > LATE_S
