import { expect, test } from 'vitest'
import type { Ctx } from '#platform/context.ts'
import { limitPerStore } from './limit-per-store.ts'

test('a store holds no more places than it may, and others find theirs', async () => {
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>()
  const began: string[] = []
  const run = limitPerStore(2, async (_ctx, { storeId }: { storeId: string }) => {
    began.push(storeId)
    await open
  })
  const { signal } = new AbortController()
  const start = (storeId: string) => run({} as Ctx, { storeId }, signal)
  const running = [start('busy'), start('busy'), start('calm')]
  const waits = []
  for (let n = 0; n < 5; n++) {
    waits.push(await start('busy').catch((error: { afterS: number }) => error.afterS))
  }
  // Many are spread over time.
  expect(waits).toEqual([2, 2, 3, 3, 4])
  expect(began).toEqual(['busy', 'busy', 'calm'])
  letGo()
  await Promise.all(running)
  await start('busy')
  expect(began).toHaveLength(4)
})

test('a place is free again after a failure', async () => {
  const run = limitPerStore(1, () => Promise.reject(new Error('away')))
  const start = () => run({} as Ctx, { storeId: 'one' }, new AbortController().signal)
  await expect(start()).rejects.toThrow('away')
  await expect(start()).rejects.toThrow('away')
})
