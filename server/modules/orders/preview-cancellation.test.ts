import { expect, test } from 'vitest'
import { paymentJobs } from '#payments'
import { anOrder, shop } from '#tests/shop.ts'
import { orderJobs } from './jobs.ts'
import { placeOrder } from './place-order.ts'
import { previewCancellation } from './preview-cancellation.ts'
import { getOrder } from './read-order.ts'
import { takeStep } from './take-step.ts'

type World = Awaited<ReturnType<typeof shop>>
const signal = new AbortController().signal
const MUG = 1
const CUP = 2

/** Three mugs with a discount and a tax that do not divide by three, and two cups. */
async function placed(world: World, method: 'cod' | 'test') {
  await world.given.product('MUG', 9, 1_000)
  await world.given.product('CUP', 9, 333)
  const body = { ...anOrder(['MUG', 3], ['CUP', 2]), payment: { method } }
  const { id } = (await placeOrder(world.ctx, world.engine, body, undefined)).order
  world.skipHistories() // Discounts and taxes come only from platforms so far.
  await world.rows(`update order_lines set discount_minor = 50, tax_minor = 25 where line = 1`)
  if (method === 'cod') return id
  await paymentJobs['payments.settle_charge'].run(world.ctx, { orderId: id }, signal)
  await orderJobs['orders.apply_payment'].run(world.ctx, { orderId: id }, signal)
  return id
}

const asLines = (pieces: [line: number, quantity: number][]) =>
  pieces.map(([line, quantity]) => ({ line, quantity }))

const preview = ({ ctx }: World, orderId: string, ...pieces: [number, number][]) =>
  previewCancellation(ctx, { orderId, ...(pieces.length > 0 && { lines: asLines(pieces) }) })

const cancel = ({ ctx }: World, orderId: string, ...pieces: [number, number][]) =>
  takeStep(ctx, { orderId, step: { type: 'cancel_lines', reason: 'x', lines: asLines(pieces) } })

const lower = ({ ctx }: World, orderId: string, toMinor: number) =>
  paymentJobs['payments.lower_charge'].run(
    ctx,
    { orderId, after: { grandTotalMinor: toMinor } },
    signal,
  )

async function money({ ctx, rows }: World, orderId: string) {
  const { totals } = await getOrder(ctx, orderId)
  const [{ back, due }] = (await rows(
    `select coalesce(sum(amount_minor) filter (where purpose = 'refund'), 0)::int as back,
       coalesce(sum(amount_minor) filter (where state = 'due'), 0)::int as due
     from payment_intents where order_id = $1`,
    [orderId],
  )) as [{ back: number; due: number }]
  return { total: totals.grandTotalMinor, back, due }
}

test('what is said of paid pieces is what comes off and what goes back, to the last paisa', async () => {
  await using world = await shop()
  const id = await placed(world, 'test')
  for (const pieces of [
    [[MUG, 1]],
    [
      [MUG, 1],
      [CUP, 1],
    ],
    [[MUG, 1]],
  ] as [number, number][][]) {
    const before = await money(world, id)
    const said = await preview(world, id, ...pieces)
    expect(await money(world, id)).toEqual(before)
    await cancel(world, id, ...pieces)
    await lower(world, id, (await money(world, id)).total)
    const after = await money(world, id)
    expect(said).toEqual({
      ...{ cancelsOrder: false, currency: 'INR', takenOffMinor: before.total - after.total },
      givenBackMinor: after.back - before.back,
    })
    expect(said.givenBackMinor).toBe(said.takenOffMinor)
  }
  const before = await money(world, id)
  expect(await preview(world, id)).toMatchObject({
    ...{ cancelsOrder: true, takenOffMinor: before.total, givenBackMinor: before.total },
  })
  await cancel(world, id, [CUP, 1])
  await paymentJobs['payments.undo_charge'].run(world.ctx, { orderId: id }, signal)
  expect((await money(world, id)).back - before.back).toBe(before.total)
})

test('what an earlier cancellation gives back is not said of the next one', async () => {
  await using world = await shop()
  const id = await placed(world, 'test')
  await cancel(world, id, [CUP, 1])
  // Its refund has not begun yet.
  expect(await preview(world, id, [CUP, 1])).toMatchObject({ givenBackMinor: 333 })
})

test('of cash at the door less is asked for, and nothing goes back', async () => {
  await using world = await shop()
  const id = await placed(world, 'cod')
  const before = await money(world, id)
  const said = await preview(world, id, [MUG, 2])
  expect(said).toMatchObject({ givenBackMinor: 0 })
  await cancel(world, id, [MUG, 2])
  const { total } = await money(world, id)
  await lower(world, id, total)
  expect(before.due - (await money(world, id)).due).toBe(said.takenOffMinor)
})

test('nobody says that money goes back while it is not known whether it was taken', async () => {
  await using world = await shop()
  const id = await placed(world, 'test')
  await world.rows(`update payment_intents set state = 'unknown'`)
  expect(await preview(world, id, [CUP, 1])).toMatchObject({
    ...{ takenOffMinor: 333, givenBackMinor: null },
  })
})

test('what cannot be cancelled is refused as it would be, also of a version that is old', async () => {
  await using world = await shop()
  const id = await placed(world, 'cod')
  await expect(preview(world, id, [CUP, 3])).rejects.toMatchObject({ code: 'pieces_not_open' })
  const old = { orderId: id, expectedVersion: 7 }
  await expect(previewCancellation(world.ctx, old)).rejects.toMatchObject({ status: 412 })
})
