import { pipeline } from 'node:stream'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import { Negotiator } from '@fastify/accept-negotiator'
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'

/** Below this, packing saves no packet of the network. */
const LEAST_BYTES = 1_024
const TEXT = /^(?:text\/|image\/svg\+xml|application\/(?:[\w.-]+\+)?(?:json|javascript|xml|yaml)\b)/
const ENCODINGS = new Negotiator({ supportedValues: ['br', 'gzip'] })
// Higher levels take far longer for a few bytes less.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

type Packed = (error: Error | null, payload?: unknown) => void

/**
 * Packs long texts as the caller likes them, beside the event loop. It stands in the way of every
 * answer, so the small ones pass first: the usual plugin took a tenth of a small request to let
 * them pass, and packed the large ones while everybody waited (with `bench http`).
 */
export function packReply(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: HookHandlerDoneFunction & Packed,
): void {
  const accepted = headers['accept-encoding']
  if (accepted === undefined || isSmall(payload) || !isText(reply)) return done(null, payload)
  reply.header('vary', [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', '))
  const encoding = ENCODINGS.negotiate(accepted)
  if (encoding === null) return done(null, payload)
  reply.header('content-encoding', encoding).removeHeader('content-length')
  if (typeof payload === 'string' || payload instanceof Uint8Array) {
    if (encoding === 'br') brotliCompress(payload, BROTLI, done)
    else gzip(payload, done)
    return
  }
  const packer = encoding === 'br' ? createBrotliCompress(BROTLI) : createGzip()
  // The reader of the packed stream gets the error; there is nobody else to tell.
  done(
    null,
    pipeline(payload as NodeJS.ReadableStream, packer, () => {}),
  )
}

function isSmall(payload: unknown): boolean {
  if (typeof payload === 'string') return payload.length < LEAST_BYTES
  if (payload instanceof Uint8Array) return payload.length < LEAST_BYTES
  return typeof (payload as NodeJS.ReadableStream | null)?.pipe !== 'function'
}

/** Text that is neither packed already nor a range of bytes, which counts them unpacked. */
const isText = (reply: FastifyReply): boolean =>
  TEXT.test(String(reply.getHeader('content-type') ?? '')) &&
  reply.getHeader('content-encoding') === undefined &&
  reply.statusCode !== 206
