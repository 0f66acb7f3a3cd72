import { fastify, type FastifyRequest } from 'fastify'
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi'
import type { Runtime } from '../context.ts'
import { newId } from '../random.ts'
import type { App } from '../routes.ts'
import { answerWith } from './answer.ts'
import { checkRequest, shapeReply } from './contract.ts'
import { answerParserError } from './connections.ts'
import { securityHeaders } from './headers.ts'
import type { HttpMetrics } from './http-metrics.ts'
import { parseJson } from './json-body.ts'
import {
  CHECK_EVERY_MS,
  HEADERS_MAX_BYTES,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  PARAMETER_MAX,
  receiveTimeoutMs,
  REQUEST_ID,
} from './limits.ts'
import { HttpProblem } from './problems.ts'

/** A server without routes: how it takes requests from a connection, and how it refuses them. */
export function createBareApp({ config, log }: Runtime, metrics: HttpMetrics): App {
  const answer = answerWith(log)
  const headers = securityHeaders(config).data
  const app = fastify({
    bodyLimit: config.bodyLimitBytes,
    clientErrorHandler: answerParserError(metrics),
    connectionTimeout: config.requestTimeoutMs + KEEP_ALIVE_TIMEOUT_MS,
    frameworkErrors: (error, request, reply) => {
      answer(error, request, reply.headers(headers).header('x-request-id', request.id))
    },
    genReqId: ({ headers: { 'x-request-id': given } }) =>
      typeof given === 'string' && REQUEST_ID.test(given) ? given : newId(),
    http: {
      connectionsCheckingInterval: CHECK_EVERY_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      maxHeaderSize: HEADERS_MAX_BYTES,
    },
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: receiveTimeoutMs(config.bodyLimitBytes),
    // While stopping, requests that can still be served are served, and not refused with 503.
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_MAX },
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
  }).withTypeProvider<FastifyZodOpenApiTypeProvider>() as App
  app.setValidatorCompiler(checkRequest)
  app.setSerializerCompiler(shapeReply)
  app.setErrorHandler(answer)
  // No parser for plain text, which the form of any foreign page could send.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, readJson)
  return app
}

function readJson(
  request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  try {
    // Compressed bodies are not accepted, because a small one can unpack to a very large one.
    if (request.headers['content-encoding']) throw HttpProblem.unsupported_media_type()
    done(null, parseJson(body))
  } catch (error) {
    done(error as Error)
  }
}
