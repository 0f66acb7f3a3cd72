import { expect, test } from 'vitest'
import type { StoreAccount } from '#stores'
import { type Incoming, messageOf } from './message.ts'

test('where an answer came from stays as its client says it', () => {
  const account = { settings: {} } as StoreAccount
  const sourceOf = (source: Incoming['source'], headers: Record<string, string>) => {
    const incoming = { id: '', receivedAt: new Date(0), body: Buffer.from('{}') }
    return messageOf({ ...incoming, account, source, headers }).headers['x-penstock-source']
  }
  expect(sourceOf('fetched', {})).toBe('fetch')
  expect(sourceOf('fetched', { 'x-penstock-source': 'list' })).toBe('list')
  expect(sourceOf('sent', {})).toBeUndefined()
})
