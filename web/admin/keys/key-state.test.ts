import { expect, test } from 'vitest'
import { stateOf } from './key-state.ts'

const now = new Date('2026-01-15T12:00:00Z')
const live = { expiresAt: null, revokedAt: null, replacedBy: null }

test.for<
  [
    rule: string,
    key: typeof live | Record<keyof typeof live, string | null>,
    words: string,
    isLive: boolean,
  ]
>([
  ['a key without an end is active', live, 'Active', true],
  ['one that ends in a year too', { ...live, expiresAt: '2027-01-15T12:00:00Z' }, 'Active', true],
  [
    'two weeks before its end it warns',
    { ...live, expiresAt: '2026-01-20T12:00:00Z' },
    'Expires soon',
    true,
  ],
  [
    'after its end it is worth nothing',
    { ...live, expiresAt: '2026-01-15T12:00:00Z' },
    'Expired',
    false,
  ],
  [
    'a replaced one works during the overlap',
    { ...live, expiresAt: '2026-01-16T12:00:00Z', replacedBy: 'x' },
    'Replaced',
    true,
  ],
  [
    'and not after it',
    { ...live, expiresAt: '2026-01-14T12:00:00Z', replacedBy: 'x' },
    'Expired',
    false,
  ],
  [
    'a revoked one is revoked, whatever else',
    { ...live, revokedAt: '2026-01-01T00:00:00Z' },
    'Revoked',
    false,
  ],
])('%s', ([, key, words, isLive]) => {
  expect(stateOf(key, now)).toMatchObject({ words, isLive })
})
