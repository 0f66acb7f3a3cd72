import { expect, test } from 'vitest'
import type { StoreView } from '#contract/channels'
import { inOrderOfCare } from './store-state.tsx'

const store = (
  name: string,
  state: StoreView['state'],
  more: Partial<Pick<StoreView, 'missing' | 'trouble'>> = {},
) => ({ name, state, missing: [], trouble: null, ...more })

test('stores that should run and do not come first, those that are switched off last', () => {
  const trouble = { words: 'The key was refused.', since: '2026-01-15T12:00:00.000Z' }
  const stores = [
    store('paused', 'paused'),
    store('runs', 'active'),
    store('gone', 'disconnected'),
    store('without key', 'active', { missing: ['accessToken'] }),
    store('runs too', 'active'),
    store('refused', 'active', { trouble }),
  ]
  expect(inOrderOfCare(stores).map(({ name }) => name)).toEqual([
    ...['without key', 'refused', 'runs', 'runs too', 'gone', 'paused'],
  ])
})
