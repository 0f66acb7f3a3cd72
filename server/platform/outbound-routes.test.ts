import fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-zod-openapi'
import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { outboundRoutes } from './outbound-routes.ts'

test('the state of every target is shown to who may look after the system', async () => {
  await using world = await scene()
  const app = fastify()
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(serializerCompiler)
  const permissions: unknown[] = []
  app.addHook('onRoute', ({ config }) => void permissions.push(config?.permission))
  outboundRoutes(app, world.runtime)

  const url = 'http://127.0.0.1:1/'
  await world.ctx.outbound.request({ target: 'b/7', method: 'GET', url }).catch(() => {})
  await world.ctx.outbound.request({ target: 'a', method: 'GET', url }).catch(() => {})
  const reply = await app.inject('/admin/outbound')
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toMatchObject({
    targets: [
      { target: 'a', breaker: 'closed', failuresInARow: 1, lastFailure: { reason: 'unreachable' } },
      { target: 'b/7', inFlight: 0, waiting: 0, heldBackMs: 0 },
    ],
  })
  expect(new Set(permissions)).toEqual(new Set(['integrity.read']))
  await app.close()
})
