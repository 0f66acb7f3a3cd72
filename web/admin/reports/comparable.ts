import type { Figures } from '#contract/reports'

/** Days on which nothing was sold, or before the shop began, are nothing to measure others by. */
export const comparable = <Before extends Figures>(before: Before | undefined) =>
  before && before.orders > 0 ? before : undefined
