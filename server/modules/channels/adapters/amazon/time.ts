import type { Lossless } from '#platform/lossless-json.ts'
import { instantOf, instantOfSeconds } from '../shape/time.ts'

/** A time. The sandbox of v0 writes some as seconds, such as `1.569521782042E9`. */
export const timeOf = (value: Lossless | undefined): string | null =>
  instantOf(value) ?? instantOfSeconds(value)
