import { z } from 'zod'

/**
 * What many orders come to. Each of them is counted exactly, but the sum of ten of the largest is
 * more than a number in JSON can hold exactly. It is then told as near as it can be: one order with
 * a price that somebody mistyped must not keep the figures of all others from being shown.
 */
export const SumMinor = z.number().meta({ override: { type: 'integer' } })
