import type { z } from 'zod'
import type { LocationView } from '#contract/stock'

export type Location = z.output<typeof LocationView>

/** What a change of a location makes old. */
export const LOCATIONS = [['stock']]
