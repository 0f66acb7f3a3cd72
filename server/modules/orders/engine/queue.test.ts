import { expect, test } from 'vitest'
import { OrderQueue, type Waiting } from './queue.ts'

const waits = (name: string, touches: string[], queue: Waiting['queue'] = 'checkout'): Waiting =>
  ({
    ...{ queue, touches, turnsMissed: 0, resolve: () => {}, reject: () => {} },
    command: { orderId: name, sale: { by: 'us', lines: [{ sku: 'MUG', quantity: 1 }] } },
  }) as unknown as Waiting

const names = (waiting: Waiting[]) => waiting.map(({ command }) => command.orderId)
const all = { share: 256, ordersMax: 256, linesMax: 2_000 }
const nobodyIsLate = () => {
  throw new Error('Nobody is late here.')
}

test('what a batch touches, no other batch touches until it is done; then those come first', () => {
  const queue = new OrderQueue()
  queue.add(waits('a', ['MUG']))
  const first = queue.take(all, nobodyIsLate)
  queue.add(waits('b', ['MUG']))
  queue.add(waits('c', ['CUP']))
  expect([queue.ready, queue.length]).toEqual([1, 2])
  const second = queue.take(all, nobodyIsLate)
  expect(names(second.waiting)).toEqual(['c'])

  queue.add(waits('d', ['JAR']))
  queue.done(first)
  expect(names(queue.take(all, nobodyIsLate).waiting)).toEqual(['b', 'd'])
  expect(queue.length).toBe(0)
})

test('orders of one batch may touch the same; the limits cut it, and one order always fits', () => {
  const queue = new OrderQueue()
  for (const name of ['a', 'b', 'c']) queue.add(waits(name, ['MUG']))
  const first = queue.take({ ...all, ordersMax: 2 }, nobodyIsLate)
  expect(names(first.waiting)).toEqual(['a', 'b'])
  queue.done(first)
  expect(names(queue.take({ ...all, linesMax: 0 }, nobodyIsLate).waiting)).toEqual(['c'])
})

test('beyond its share a batch takes only what another lane could not take beside it', () => {
  const queue = new OrderQueue()
  for (const sku of ['MUG', 'CUP', 'MUG', 'JAR']) queue.add(waits(sku, [sku]))
  expect(names(queue.take({ ...all, share: 1 }, nobodyIsLate).waiting)).toEqual(['MUG', 'MUG'])
  expect(names(queue.take(all, nobodyIsLate).waiting)).toEqual(['CUP', 'JAR'])
})

test('buyers come before imports, also after they had to wait', () => {
  const queue = new OrderQueue()
  queue.add(waits('import', ['MUG'], 'bulk'))
  const first = queue.take(all, nobodyIsLate)
  queue.add(waits('more', ['MUG'], 'bulk'))
  queue.add(waits('buyer', ['MUG']))
  queue.done(first)
  expect(names(queue.take(all, nobodyIsLate).waiting)).toEqual(['buyer', 'more'])
})

test('an order that wants what two lanes hold in turns is given away in the end', () => {
  const queue = new OrderQueue()
  const late: Waiting[] = []
  queue.add(waits('mug', ['MUG']))
  let writing = queue.take(all, nobodyIsLate)
  queue.add(waits('both', ['MUG', 'CUP']))
  for (let turn = 0; late.length === 0; turn++) {
    expect(turn).toBeLessThan(10)
    const other = turn % 2 ? 'MUG' : 'CUP'
    queue.add(waits(other, [other]))
    // The other lane takes what is new before this one is done.
    const next = queue.take(all, (one) => late.push(one))
    queue.done(writing)
    queue.take({ ...all, ordersMax: 0 }, (one) => late.push(one))
    writing = next
  }
  expect(names(late)).toEqual(['both'])
  expect(queue.length).toBe(0)
})

test('in the line for one popular SKU nobody is late, however long it is', () => {
  const queue = new OrderQueue()
  for (let i = 0; i < 20; i++) queue.add(waits(String(i), ['MUG', `key ${i}`]))
  const order: string[] = []
  while (queue.length > 0) {
    const batch = queue.take({ ...all, ordersMax: 1 }, nobodyIsLate)
    // The other lane looks for work as well and finds none.
    expect(queue.take(all, nobodyIsLate).waiting).toEqual([])
    order.push(...names(batch.waiting))
    queue.done(batch)
  }
  expect(order).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
})
