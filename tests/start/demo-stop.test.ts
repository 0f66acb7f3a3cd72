import { expect, test, vi } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { createLifecycle } from '#platform/lifecycle.ts'
import { scene } from '#tests/scene.ts'
import { prepareDemo } from '../../server/demo-channels.ts'
import { DEMO } from '../../server/seed/demo-store.ts'
import { emptyFolder } from './processes.ts'

/** A shop with a demo, whose platforms do not run yet. */
async function demoScene() {
  const world = await scene({
    ...{ PENSTOCK_SIMULATORS_PORT: '0', PENSTOCK_DATA_DIR: emptyFolder() },
  })
  const { ctx } = world
  const data = { firstNumber: 1, orders: 0, skus: [] }
  await inTransaction(ctx.db, (tx) => ctx.emit(tx, { type: 'demo.made', subject: DEMO, data }))
  return world
}

test('platforms that are still starting when all stops are no trouble', async () => {
  await using world = await demoScene()
  const { ctx, runtime } = world
  const warned = vi.spyOn(ctx.log, 'warn')
  const lifecycle = createLifecycle({ log: runtime.log, stopTimeoutMs: 20_000 })
  prepareDemo(ctx, lifecycle).follow({ origin: 'http://127.0.0.1:1' })
  const isStarting = () => process.getActiveResourcesInfo().includes('ProcessWrap')
  await expect.poll(isStarting, { interval: 1 }).toBe(true)
  expect(await lifecycle.stop()).toBe(0)
  expect(warned).not.toHaveBeenCalled()
})

test('the simulated platforms answer until the jobs have drained', async () => {
  await using world = await demoScene()
  const { ctx, runtime } = world
  const up = Promise.withResolvers<string>()
  const isUp = async () =>
    fetch(await up.promise).then(
      ({ ok }) => ok,
      () => false,
    )
  const lifecycle = createLifecycle({ log: runtime.log, stopTimeoutMs: 20_000 })
  const demo = prepareDemo(ctx, lifecycle)
  const whileDraining: boolean[] = []
  lifecycle.add('worker', { stop: async () => void whileDraining.push(await isUp()) })
  demo.follow({ origin: 'http://127.0.0.1:1', onUp: up.resolve })
  expect(await isUp()).toBe(true)

  expect(await lifecycle.stop()).toBe(0)
  expect(whileDraining).toEqual([true])
  expect(await isUp()).toBe(false)
})
