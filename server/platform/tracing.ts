import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attributes } from '@opentelemetry/api'
import { openRecorder, type Recorder, type SpanKind } from './tracing/export.ts'
import {
  childOf,
  formatTraceparent,
  parseTraceparent,
  type TraceContext,
} from './tracing/traceparent.ts'

export type { Attributes, SpanKind }
export { parseTraceparent }

/** A span: a piece of work in a trace. `end` must be called once. */
export type Span = {
  traceparent: string
  /** Runs `fn`; spans that it starts, however late, are children of this span. */
  run<T>(fn: () => T): T
  end(error?: unknown, attributes?: Attributes): void
}

const place = new AsyncLocalStorage<TraceContext>()
// One recorder for the process, as it has one standard output.
let recorder: Recorder | undefined

const STOP_MAX_MS = 1_000

/**
 * Exports spans from now on, if an endpoint is configured. Trace ids are made and passed on in any
 * case, so that the log lines of a request can be found across processes.
 */
export async function startTracing(config: {
  otlpEndpoint?: string | undefined
  version?: string
}): Promise<{ stop(): Promise<void> }> {
  if (!config.otlpEndpoint) return { stop: () => Promise.resolve() }
  const opened = await openRecorder(config.otlpEndpoint, config.version ?? 'unknown')
  recorder = opened
  return {
    stop: async () => {
      if (recorder === opened) recorder = undefined
      // A collector that does not answer must not keep the process from stopping.
      await Promise.race([opened.stop().catch(() => {}), sleep(STOP_MAX_MS, null, { ref: false })])
    },
  }
}

/** Starts a span below `parent`, or else below the current span, or else in a new trace. */
export function startSpan(
  name: string,
  kind: SpanKind,
  attributes: Attributes = {},
  parent?: string,
): Span {
  const above = parseTraceparent(parent) ?? place.getStore()
  const recording = recorder?.start(name, kind, attributes, above)
  const context = recording?.context ?? childOf(above, recorder !== undefined)
  return {
    traceparent: formatTraceparent(context),
    run: (fn) => place.run(context, fn),
    end: (error, more = {}) => recording?.end(error, more),
  }
}

/** Runs `fn` in a span, which ends with it and records its error. */
export async function withSpan<T>(
  name: string,
  attributes: Attributes,
  parent: string | undefined,
  fn: (span: Span) => Promise<T>,
  kind: SpanKind = 'internal',
): Promise<T> {
  const span = startSpan(name, kind, attributes, parent)
  try {
    const result = await span.run(() => fn(span))
    span.end()
    return result
  } catch (error) {
    span.end(error)
    throw error
  }
}

/** The current place in the trace, to pass on with calls, jobs and history. */
export function currentTraceparent(): string | undefined {
  const context = place.getStore()
  return context && formatTraceparent(context)
}

export const currentTraceId = (): string | undefined => place.getStore()?.traceId

/** A place in the given trace, or else in the current one, or else in a new one. */
export const newTraceparent = (parent?: string): string =>
  formatTraceparent(childOf(parseTraceparent(parent) ?? place.getStore(), recorder !== undefined))
