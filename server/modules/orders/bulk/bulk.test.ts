import { expect, test } from 'vitest'
import type { Order } from '../order.ts'
import { type Command, decide, type Former, inverseFor } from './bulk.ts'

const placed = {
  ...{ lifecycle: 'placed', payment: 'due', fulfilment: 'none', assignment: 'none' },
  ...{ status: 'PLACED', holds: [], tags: ['b2b'], assigneeId: 'ravi' },
  lines: [{ line: 1, quantity: 1, cancelledQuantity: 0, shippedQuantity: 0, returnedQuantity: 0 }],
} as unknown as Order
const held: Order = { ...placed, holds: ['risk'] }
const sent: Order = { ...placed, lifecycle: 'confirmed', fulfilment: 'shipped', status: 'SHIPPED' }
const full: Order = { ...placed, tags: Array.from({ length: 50 }, (_, i) => `tag ${i}`) }

const open: Order = {
  ...{ ...placed, lifecycle: 'confirmed', status: 'CONFIRMED' },
  lines: placed.lines.map((line) => ({ ...line, shortQuantity: 0 })),
}
const unpaid: Order = { ...open, lifecycle: 'placed', payment: 'pending', status: 'PLACED' }
const trial: Order = { ...open, isTest: true }
const sentThere: Order = { ...open, isSentByStore: true }

const slips: Command = { action: 'print', document: 'packing_slips' }
const picks: Command = { action: 'print', document: 'pick_list' }
const cancel: Command = { action: 'cancel', reason: 'x' }
const tag = (...tags: string[]): Command => ({ action: 'add_tags', tags })
const untag = (...tags: string[]): Command => ({ action: 'remove_tags', tags })
const give = (assigneeId: string | null, from?: string | null): Command => ({
  ...{ action: 'assign', assigneeId },
  ...(from !== undefined && { from }),
})

test.for<[rule: string, order: Order, command: Command, result: string]>([
  ['confirms what was placed', placed, { action: 'confirm' }, 'done'],
  ['does not confirm what is held', held, { action: 'confirm' }, 'order_on_hold'],
  ['does not blame the hold for another reason', held, { action: 'deliver' }, 'step_not_allowed'],
  ['cancels what is held', held, cancel, 'done'],
  ['does not cancel what has left', sent, cancel, 'step_not_allowed'],
  ['leaves alone what has left already', sent, { action: 'ship' }, 'nothing_to_do'],
  ['does not ship what its platform sends', sentThere, { action: 'ship' }, 'sent_by_store'],
  ['prints a slip of what is to pack', open, slips, 'done'],
  ['prints no slip of what is not paid', unpaid, slips, 'order_not_confirmed'],
  [
    'picks nothing of what is not confirmed',
    { ...unpaid, payment: 'due' },
    picks,
    'order_not_confirmed',
  ],
  ['prints no slip of what its platform sends', sentThere, slips, 'sent_by_store'],
  ['picks nothing of what its platform sends', sentThere, picks, 'sent_by_store'],
  ['prints no slip of a trial', trial, slips, 'test_order'],
  ['holds once', held, { action: 'hold', reason: 'risk' }, 'nothing_to_do'],
  ['holds for a further reason', held, { action: 'hold', reason: 'manual' }, 'done'],
  ['releases what is held', held, { action: 'release', reason: 'risk' }, 'done'],
  ['adds a tag', placed, tag('b2b', 'gift'), 'done'],
  ['leaves alone what is tagged', placed, tag('b2b'), 'nothing_to_do'],
  ['adds no tag to a full order', full, tag('gift'), 'too_many_tags'],
  ['takes a tag away', placed, untag('b2b', 'gift'), 'done'],
  ['leaves alone what is not tagged', placed, untag('gift'), 'nothing_to_do'],
  ['gives an order to somebody', placed, give('meera'), 'done'],
  ['gives an order to nobody', placed, give(null), 'done'],
  ['leaves alone what they have', placed, give('ravi'), 'nothing_to_do'],
  ['takes an order from whom it was given to', placed, give('meera', 'ravi'), 'done'],
  ['takes nothing from a third', placed, give('meera', 'asha'), 'changed_since'],
])('%s', ([, order, command, result]) => {
  const decision = decide(order, command)
  expect('code' in decision ? decision.code : decision.outcome).toBe(result)
})

test('tags stay sorted and once', () => {
  const decision = decide(placed, tag('b2b', 'a'))
  expect('edit' in decision && decision.edit(placed).tags).toEqual(['a', 'b2b'])
})

test.for<[rule: string, command: Command, former: Former | null, inverse: Command | undefined]>([
  [
    'a hold is released',
    { action: 'hold', reason: 'risk' },
    null,
    { action: 'release', reason: 'risk' },
  ],
  ['only new tags go', tag('b2b', 'gift'), { tags: ['b2b'] }, untag('gift')],
  ['only old tags come back', untag('b2b', 'gift'), { tags: ['b2b', 'x'] }, tag('b2b')],
  ['the one before gets it back', give('meera'), { assigneeId: 'ravi' }, give('ravi', 'meera')],
  ['what customers saw stays', cancel, null, undefined],
])('in an undo, %s', ([, command, former, inverse]) => {
  expect(inverseFor(command, former)).toEqual(inverse)
})
