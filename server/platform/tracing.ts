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

/** A piece of work in a trace. It must be ended once. */
export type Span = {
  traceparent: string
  /** Everything that `fn` starts, however late, belongs below this span. */
  run<T>(fn: () => T): T
  end(error?: unknown, attributes?: Attributes): void
}

const place = new AsyncLocalStorage<TraceContext>()
// A process has one place where its spans go, as it has one standard output.
let recorder: Recorder | undefined

const STOP_MAX_MS = 1_000

/**
 * Sends spans from now on, if an endpoint is set. Ids are made and passed on in any case, so
 * that the lines of one request can be found across processes by their trace id.
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
      // A receiver that is away must not keep a process from stopping.
      await Promise.race([opened.stop().catch(() => {}), sleep(STOP_MAX_MS, null, { ref: false })])
    },
  }
}

/** Below `parent`, or below the span that is running now, or at the top of a new trace. */
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

/** The usual way: the span is as long as the work, and fails with it. */
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

/** What is put on calls, jobs and history, so that they stay in the trace of their cause. */
export function currentTraceparent(): string | undefined {
  const context = place.getStore()
  return context && formatTraceparent(context)
}

export const currentTraceId = (): string | undefined => place.getStore()?.traceId

/** Continues the running trace, or the one given, or begins one. */
export const newTraceparent = (parent?: string): string =>
  formatTraceparent(childOf(parseTraceparent(parent) ?? place.getStore(), recorder !== undefined))
