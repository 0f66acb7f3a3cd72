import { expect, test } from 'vitest'
import type { CanonicalOrder } from '#channels'
import type { StoredDocument } from '#orders'
import {
  countsBeside,
  documentOf,
  isChangedDuplicate,
  isNewer,
  mayBeOlderThanCancelling,
  placedAsBefore,
  storableText,
} from './document.ts'

type Source = 'sent' | 'fetched'
type Version = [at: number | null, source: Source, heard: number | null]

const time = (second: number) => new Date(second * 1_000)

test.for<[rule: string, next: Version, stored: Version, counts: boolean]>([
  ['a younger one', [2, 'sent', 1], [1, 'fetched', 9], true],
  ['no older one, whoever says it', [1, 'fetched', 9], [2, 'sent', 1], false],
  ['of the same time the later arrival', [1, 'sent', 2], [1, 'sent', 1], true],
  ['of the same time what was fetched', [1, 'fetched', 2], [1, 'sent', 1], true],
  ['and that stays', [1, 'sent', 2], [1, 'fetched', 1], false],
  ['until it is fetched again', [1, 'fetched', 2], [1, 'fetched', 1], true],
  ['without a time what was heard later', [null, 'sent', 2], [1, 'sent', 1], true],
  ['or at the same moment', [null, 'sent', 1], [null, 'sent', 1], true],
  ['not what was heard before, however late it is read', [null, 'sent', 1], [1, 'sent', 2], false],
  ['nor where only the other has no time', [3, 'sent', 1], [null, 'sent', 2], false],
  ['all, where nobody knows when the other was heard', [null, 'sent', 1], [1, 'sent', null], true],
])('of two versions counts %s', ([, next, stored, counts]) => {
  const version = {
    ...{ at: next[0] === null ? null : time(next[0]).toISOString(), source: next[1] },
    heardAt: time(next[2]!),
  }
  const known = {
    ...{ externalUpdatedAt: stored[0] === null ? null : time(stored[0]), source: stored[1] },
    heardAt: stored[2] === null ? null : time(stored[2]),
  }
  expect(countsBeside(version, known)).toBe(counts)
  const [one, other] = [new Uint8Array([1]), new Uint8Array([2])]
  expect(isNewer({ ...version, digest: one }, { ...known, digest: other })).toBe(counts)
  expect(isNewer({ ...version, digest: one }, { ...known, digest: one })).toBe(false)
})

const said = (more: object) => more as CanonicalOrder
const stored = (canonical: object | null) => ({ canonical }) as StoredDocument

test.for<[rule: string, order: object, before: object | null, isOlder: boolean]>([
  ['an open one', {}, {}, true],
  ['one that waits', { lifecycle: 'pending' }, {}, true],
  ['not one that is cancelled as well', { lifecycle: 'cancelled' }, {}, false],
  ['not one that says its time', { externalUpdatedAt: '2026-01-15T12:00:00Z' }, {}, false],
  ['not after one that was open', {}, { lifecycle: 'open' }, false],
  ['not one that gave back more', { totals: { refundedMinor: 2 } }, {}, false],
  ['one that gave back as much', { totals: { refundedMinor: 1 } }, {}, true],
  ['nothing where nobody knows any more', {}, null, false],
])('from before a cancellation may be %s', ([, order, before, isOlder]) => {
  const open = { lifecycle: 'open', externalUpdatedAt: null, totals: { refundedMinor: null } }
  const known = before && { lifecycle: 'cancelled', totals: { refundedMinor: 1 }, ...before }
  expect(mayBeOlderThanCancelling(said({ ...open, ...order }), stored(known))).toBe(isOlder)
})

test.for<[rule: string, order: object, next: object, isChanged: boolean]>([
  ['with another content', {}, {}, true],
  ['not with the same', {}, { digest: new Uint8Array([1]) }, false],
  ['not by another reading', {}, { adapterVersion: 2 }, false],
  ['not where it says its time', { externalUpdatedAt: '2026-01-15T12:00:00Z' }, {}, false],
  ['not of any other kind', { kind: 'sale' }, {}, false],
])('a purchase order that comes again is a changed one: %s', ([, order, next, isChanged]) => {
  const purchase = { kind: 'b2b_purchase_order', externalUpdatedAt: null }
  const document = { digest: new Uint8Array([2]), adapterVersion: 1 }
  const known = { digest: new Uint8Array([1]), adapterVersion: 1 }
  const is = isChangedDuplicate(said({ ...purchase, ...order }), { ...document, ...next }, known)
  expect(is).toBe(isChanged)
})

test('an order that does not say when it was placed stays where it was', () => {
  const [heard, before, other] = [time(2), time(1).toISOString(), time(3).toISOString()]
  const unsaid = said({ placedAt: heard.toISOString() })
  expect(placedAsBefore(unsaid, heard, stored({ placedAt: before }))).toEqual({ placedAt: before })
  expect(placedAsBefore(unsaid, heard, stored(null))).toBe(unsaid)
  const told = said({ placedAt: other })
  expect(placedAsBefore(told, heard, stored({ placedAt: before }))).toBe(told)
})

test('what PostgreSQL cannot store is left out, and all else is as it was said', () => {
  const plain = said({ note: 'a \u{1F600} b', flags: [] })
  expect(storableText(plain).order).toBe(plain)
  const { order, text } = storableText(said({ note: 'a\0b\uD800c', flags: [] }))
  expect(order.note).toBe('ab\uFFFDc')
  expect(JSON.parse(text)).toEqual(order)
})

test('two messages that mean the same have the same digest, however they were heard', () => {
  const order = said({ number: '#1', flags: ['a', 'a'], cancelRequested: false, acceptBy: null })
  const sent = documentOf(order, { adapterVersion: 1, source: 'sent', heardAt: time(1) })
  const asked = documentOf(order, { adapterVersion: 2, source: 'fetched', heardAt: time(2) })
  expect(asked.digest).toEqual(sent.digest)
  expect(sent.flags).toEqual(['a'])
  const other = documentOf(said({ ...order, number: '#2' }), { ...sent })
  expect(other.digest).not.toEqual(sent.digest)
})
