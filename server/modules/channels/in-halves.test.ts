import { expect, test } from 'vitest'
import { ChannelFailure, type PushResult } from './adapter.ts'
import { inHalves } from './in-halves.ts'

/** A platform that refuses a whole call for one bad entry. */
function platform(isBad: (entry: number) => boolean) {
  const calls: number[][] = []
  return {
    calls,
    send: async (some: number[]): Promise<PushResult[]> => {
      calls.push(some)
      if (some.some(isBad)) throw new ChannelFailure('rejected', 'a bad entry')
      return some.map((entry) => ({ type: 'done', reference: String(entry) }))
    },
  }
}

const hundred = Array.from({ length: 100 }, (_, index) => index)

test('bad entries are found, and all others have their own answer', async () => {
  const { send } = platform((entry) => entry === 7 || entry === 93)
  const results = await inHalves(hundred, send)
  expect(results.flatMap(({ type }, index) => (type === 'refused' ? [index] : []))).toEqual([7, 93])
  expect(results[50]).toEqual({ type: 'done', reference: '50' })
})

test('where all is refused the calls have an end, and what was not tried waits', async () => {
  const { send, calls } = platform(() => true)
  const results = await inHalves(hundred, send)
  expect(calls.length).toBeLessThanOrEqual(60)
  expect(results).toHaveLength(100)
  expect(new Set(results.map(({ type }) => type))).toEqual(new Set(['refused', 'again']))
})

test('trouble that passes is no reason to look for a bad entry', async () => {
  const failure = new ChannelFailure('again', 'away')
  await expect(inHalves(hundred, () => Promise.reject(failure))).rejects.toBe(failure)
})
