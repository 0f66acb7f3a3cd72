const HOUR_MS = 3_600_000

/** By when an order has to leave of which nobody else has said it; `null` hours are no promise. */
export const promisedBy = (placedAt: Date, withinHours: number | null): Date | null =>
  withinHours === null ? null : new Date(placedAt.getTime() + withinHours * HOUR_MS)
