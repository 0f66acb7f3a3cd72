import type { Lossless } from '#platform/lossless-json.ts'
import { instantOf } from '../shape/time.ts'

const INDIA = '+05:30'

/** A time; without a zone it is of India, where all outlets are. */
export const timeOf = (value: Lossless | undefined): string | null => instantOf(value, INDIA)
