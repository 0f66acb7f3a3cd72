import { expect, test } from 'vitest'
import { z } from 'zod'
import { job } from '../jobs.ts'
import { checkSubscriptions } from './check-subscriptions.ts'

const ring = job({ payload: z.unknown(), attemptsMax: 3, run: async () => {} })

test('jobs of all modules are given back together when everything fits', () => {
  const jobs = checkSubscriptions(
    { 'bell.pulled': ['bell.ring'] },
    {
      bell: { 'bell.ring': ring },
      clock: { 'clock.strike': { ...ring, cron: '0 * * * *' } },
      door: { 'door.answer': { ...ring, onDemand: true } },
    },
  )
  expect(Object.keys(jobs)).toEqual(['bell.ring', 'clock.strike', 'door.answer'])
})

test('every fault is named at once', () => {
  const check = () =>
    checkSubscriptions(
      { 'bell.pulled': ['bell.ring', 'bell.paint', 'bell.ring'], 'bell.sold': ['toString'] },
      {
        bell: { 'bell.ring': ring, 'bell.polish': ring, ringLouder: { ...ring, onDemand: true } },
        church: { 'bell.ring': ring },
        tower: { 'tower.climb': { ...ring, onDemand: true, attemptsMax: 0 } },
      },
    )
  expect(check).toThrow(
    [
      'Events and jobs do not fit together:',
      '  - bell.ring is done by bell and church',
      '  - ringLouder is not named module.verb_noun',
      '  - tower.climb may not even be attempted once',
      '  - bell.pulled starts bell.paint, which nobody does',
      '  - bell.pulled starts bell.ring twice',
      '  - bell.sold starts toString, which nobody does',
      '  - bell.polish is started by nothing: name it in an event, or mark it onDemand',
    ].join('\n'),
  )
})
