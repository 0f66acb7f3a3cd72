import type { Attributes } from '@opentelemetry/api'
import { type TraceContext } from './traceparent.ts'

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

/** A span that is being recorded. */
export type Recording = {
  context: TraceContext
  end(error: unknown, attributes: Attributes): void
}

export type Recorder = {
  start(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    parent: TraceContext | undefined,
  ): Recording
  stop(): Promise<void>
}

const QUEUE_MAX = 4_096
const EXPORT_TIMEOUT_MS = 5_000

/**
 * Loads the SDK only when it is needed, because it takes memory and time that most installations
 * save.
 */
export async function openRecorder(endpoint: string, version: string): Promise<Recorder> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const processor = new sdk.BatchSpanProcessor({ exporter, maxQueueSize: QUEUE_MAX })
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'penstock', 'service.version': version }),
    spanProcessors: [processor],
  })
  const tracer = provider.getTracer('penstock')
  const kinds: Record<SpanKind, number> = {
    internal: api.SpanKind.INTERNAL,
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    producer: api.SpanKind.PRODUCER,
    consumer: api.SpanKind.CONSUMER,
  }

  return {
    start(name, kind, attributes, parent) {
      const above = parent
        ? api.trace.setSpanContext(api.ROOT_CONTEXT, {
            traceId: parent.traceId,
            spanId: parent.spanId,
            traceFlags: parent.sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE,
            isRemote: true,
          })
        : api.ROOT_CONTEXT
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, above)
      const { traceId, spanId, traceFlags } = span.spanContext()
      return {
        context: { traceId, spanId, sampled: (traceFlags & api.TraceFlags.SAMPLED) !== 0 },
        end(error, more) {
          span.setAttributes(more)
          if (error !== undefined) {
            // Only the class of the error is exported; its message may contain personal data.
            const type = error instanceof Error ? error.name : 'Error'
            span.setAttribute('error.type', type)
            span.setStatus({ code: api.SpanStatusCode.ERROR, message: type })
          }
          span.end()
        },
      }
    },
    stop: () => provider.shutdown(),
  }
}
