import { afterEach, expect, test, vi } from 'vitest'
import { placeOrder } from '#orders'
import { paymentChecks, settleCharge } from '#payments'
import { testGateway } from '../../server/modules/payments/gateways/test.ts'
import { lowerCharge, undoCharge } from '../../server/modules/payments/lower-charge.ts'
import { anOrder, shop } from '../shop.ts'

const COSTS = 3_000

afterEach(() => vi.restoreAllMocks())

/** An order of three mugs whose card is charged by the trial gateway, which is listened to. */
async function stage(token?: string) {
  const world = await shop()
  const { ctx, rows } = world
  await world.given.product('MUG', 5)
  const body = {
    ...anOrder(['MUG', 3]),
    payment: { method: 'test' as const, ...(token && { token }) },
  }
  const { id: orderId } = (await placeOrder(ctx, world.engine, body, undefined)).order
  const calls: string[] = []
  for (const name of ['charge', 'refund', 'find'] as const) {
    const call = testGateway[name].bind(testGateway) as (...args: unknown[]) => Promise<never>
    vi.spyOn(testGateway, name).mockImplementation((...args: unknown[]) => {
      calls.push(name)
      return call(...args)
    })
  }
  return Object.assign(world, {
    ...{ orderId, calls },
    settle: () => settleCharge(ctx, orderId),
    undo: () => undoCharge(ctx, orderId),
    lower: (toMinor: number) => lowerCharge(ctx, orderId, toMinor),
    /** As a process leaves it that died before it heard what came of its call. */
    die: (purpose: 'charge' | 'refund') =>
      rows(`update payment_intents set state = 'trying', attempts = 1 where purpose = $1`, [
        purpose,
      ]),
    intents: () =>
      rows<{ purpose: string; number: number; state: string; amount: number }>(
        `select purpose, number, state, amount_minor::int as amount from payment_intents
         order by purpose, number`,
      ),
    told: async () =>
      (
        await rows<{ type: string }>(
          `select type from history where type like 'payment.%' order by id`,
        )
      ).map(({ type }) => type),
    /** What the provider has, by our books and by its own. */
    has: async () => {
      const [books] = await rows<{ minor: number }>(
        `select coalesce(sum(amount_minor), 0)::int as minor from money_entries
         where account = 'provider'`,
      )
      const [theirs] = await rows<{ minor: number }>(
        `select coalesce(sum(case when key like '%/refund/%' then -amount_minor
           else amount_minor end), 0)::int as minor
         from test_gateway_charges where outcome = 'succeeded'`,
      )
      return [books!.minor, theirs!.minor]
    },
    findings: async () => {
      const scope = { orgId: ctx.orgId, since: null }
      return (await Promise.all(paymentChecks.map(({ find }) => find(ctx.db, scope)))).flat()
    },
  })
}

type Stage = Awaited<ReturnType<typeof stage>>
const called = ({ calls }: Stage, name: string) => calls.filter((one) => one === name).length
const charge = (state: string, amount = COSTS) => ({ purpose: 'charge', number: 1, state, amount })
const refund = (number: number, amount: number, state = 'succeeded') => ({
  ...{ purpose: 'refund', number, state, amount },
})

test('money is taken once, however often and by however many its job runs', async () => {
  await using world = await stage()
  await Promise.all([world.settle(), world.settle(), world.settle()])
  const { length } = world.calls
  await world.settle()
  expect(world.calls).toHaveLength(length)
  expect(await world.intents()).toEqual([charge('succeeded')])
  expect(await world.told()).toEqual(['payment.succeeded'])
  expect(await world.has()).toEqual([COSTS, COSTS])
  expect(await world.findings()).toEqual([])
})

test('after an answer that was lost nothing is sent again before it was looked up', async () => {
  await using world = await stage('lose-answer')
  await expect(world.settle()).rejects.toMatchObject({ name: 'ChargeUnknown' })
  expect(await world.intents()).toEqual([charge('unknown')])
  // Nobody knows whether there is money to give back.
  await expect(world.undo()).rejects.toMatchObject({ name: 'ChargeUnderWay' })
  expect(await world.has()).toEqual([0, COSTS])
  await world.settle()
  expect(world.calls).toEqual(['charge', 'find'])
  expect(await world.told()).toEqual(['payment.lost', 'payment.succeeded'])
  expect(await world.has()).toEqual([COSTS, COSTS])
  await world.undo()
  expect(await world.has()).toEqual([0, 0])
})

test('what the provider never heard of is sent', async () => {
  await using world = await stage()
  await world.die('charge')
  await expect(world.undo()).rejects.toMatchObject({ name: 'ChargeUnderWay' })
  await world.settle()
  expect(world.calls.slice(0, 2)).toEqual(['find', 'charge'])
  expect(await world.has()).toEqual([COSTS, COSTS])
})

test('a charge that was undone before it began is never taken', async () => {
  await using world = await stage()
  await world.lower(2_000)
  // What was said earlier and is heard of later asks for no more.
  await world.lower(2_500)
  expect(await world.intents()).toEqual([charge('pending', 2_000)])
  await world.undo()
  await world.undo()
  await world.settle()
  expect(await world.intents()).toEqual([charge('cancelled', 2_000)])
  expect(await world.told()).toEqual(['payment.voided'])
  expect(world.calls).toEqual([])
})

test('a declined charge takes nothing, and there is nothing to give back', async () => {
  await using world = await stage('decline')
  await world.settle()
  await world.settle()
  await world.undo()
  expect(called(world, 'charge')).toBe(1)
  expect(await world.intents()).toEqual([charge('declined')])
  expect(await world.told()).toEqual(['payment.declined'])
  expect(await world.has()).toEqual([0, 0])
})

test('what goes back goes back once, a part at a time and then the rest', async () => {
  await using world = await stage()
  await world.settle()
  await Promise.all([world.lower(2_000), world.lower(2_000), world.lower(2_000)])
  await world.lower(2_500)
  expect(await world.intents()).toEqual([charge('succeeded'), refund(1, 1_000)])
  expect(await world.has()).toEqual([2_000, 2_000])
  await Promise.all([world.undo(), world.undo()])
  const { length } = world.calls
  await world.undo()
  expect(world.calls).toHaveLength(length)
  const all = [charge('succeeded'), refund(1, 1_000), refund(2, 2_000)]
  expect(await world.intents()).toEqual(all)
  expect(await world.has()).toEqual([0, 0])
  const sums = await world.rows(`select data->'amountMinor' as given, data->'takenMinor' as taken
    from history where type = 'payment.refunded' order by id`)
  expect(sums).toEqual([
    { given: 1_000, taken: COSTS },
    { given: COSTS, taken: COSTS },
  ])
  expect(await world.findings()).toEqual([])
})

test('a refund whose answer was lost is looked up, and one that never left is sent', async () => {
  await using world = await stage()
  await world.settle()
  const send = testGateway.refund.bind(testGateway)
  vi.spyOn(testGateway, 'refund').mockImplementationOnce(async (...args) => {
    await send(...args)
    return { state: 'unknown', reason: 'no answer' }
  })
  await expect(world.lower(2_000)).rejects.toMatchObject({ name: 'RefundUnknown' })
  expect(await world.intents()).toEqual([charge('succeeded'), refund(1, 1_000, 'unknown')])
  expect(await world.has()).toEqual([COSTS, 2_000])
  world.calls.length = 0
  await world.lower(2_000)
  expect(world.calls).toEqual(['find'])
  expect(await world.has()).toEqual([2_000, 2_000])

  vi.spyOn(testGateway, 'refund').mockRejectedValueOnce(new Error('killed'))
  await expect(world.undo()).rejects.toThrow('killed')
  expect(await world.intents()).toMatchObject([{}, {}, { number: 2, state: 'trying' }])
  await world.undo()
  expect(await world.has()).toEqual([0, 0])
  expect(await world.findings()).toEqual([])
})

test('not to know is no news once somebody has asked again', async () => {
  await using world = await stage()
  const isAskedAgain = async () => {
    await world.rows(`update payment_intents set attempts = attempts + 1 where state = 'trying'`)
    return { state: 'unknown' as const, reason: 'no answer' }
  }
  vi.spyOn(testGateway, 'charge').mockImplementationOnce(isAskedAgain)
  await expect(world.settle()).rejects.toMatchObject({ name: 'ChargeUnknown' })
  expect([await world.intents(), await world.told()]).toEqual([[charge('trying')], []])
  await world.settle()
  vi.spyOn(testGateway, 'refund').mockImplementationOnce(isAskedAgain)
  await expect(world.undo()).rejects.toMatchObject({ name: 'RefundUnknown' })
  expect(await world.intents()).toEqual([charge('succeeded'), refund(1, COSTS, 'trying')])
})

test('a refund that the provider refuses is seen by people, and is tried again with its key', async () => {
  await using world = await stage()
  await world.settle()
  const refused = { state: 'declined' as const, reason: 'The card is closed.' }
  vi.spyOn(testGateway, 'refund').mockResolvedValueOnce(refused)
  await expect(world.undo()).rejects.toMatchObject({ name: 'RefundRefused' })
  expect(await world.intents()).toMatchObject([{}, { purpose: 'refund', state: 'declined' }])
  expect(await world.has()).toEqual([COSTS, COSTS])
  await world.undo()
  expect(await world.intents()).toEqual([charge('succeeded'), refund(1, COSTS)])
  expect(await world.has()).toEqual([0, 0])
})
