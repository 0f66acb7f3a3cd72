import { randomBytes } from 'node:crypto'

/** A place in a trace, as in W3C Trace Context. */
export type TraceContext = { traceId: string; spanId: string; sampled: boolean }

const SHAPE = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/**
 * Parses a header that comes from strangers, and therefore strictly: anything that is not valid
 * starts a new trace.
 */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  if (text === undefined) return undefined
  const [, version, traceId, spanId, flags, more] = SHAPE.exec(text) ?? []
  if (!version || !traceId || !spanId || !flags || version === 'ff') return undefined
  // Only later versions may have more fields than version 00.
  if (version === '00' && more !== undefined) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`

/** A new place below `parent`, or the first place of a new trace. */
export function childOf(parent: TraceContext | undefined, sampled: boolean): TraceContext {
  const spanId = randomHex(SPAN_ID_BYTES)
  if (parent) return { traceId: parent.traceId, spanId, sampled: parent.sampled }
  return { traceId: randomHex(TRACE_ID_BYTES), spanId, sampled }
}

const SPAN_ID_BYTES = 8
const TRACE_ID_BYTES = 16

const POOL_BYTES = 4_096
let pool = ''
let used = 0

/**
 * Random bytes from a stock, because asking the system for a few bytes costs as much as for many.
 */
function randomHex(bytes: number): string {
  const length = 2 * bytes
  if (used + length > pool.length) {
    pool = randomBytes(POOL_BYTES).toString('hex')
    used = 0
  }
  used += length
  return pool.slice(used - length, used)
}
