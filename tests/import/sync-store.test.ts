import { expect, test } from 'vitest'
import { newId } from '#platform/random.ts'
import { startShopify } from '#simulators/shopify/index.ts'
import { findAccount } from '#stores'
import { anOrder } from '../../server/modules/channels/adapters/woocommerce/fixtures/order.ts'
import { intakeCommands } from '../../server/modules/intake/commands.ts'
import { fetchOrder } from '../../server/modules/intake/fetch/fetch-order.ts'
import { timeOfId } from '../../server/modules/intake/messages/message.ts'
import { processMessage } from '../../server/modules/intake/receive/process-message.ts'
import { replay } from '../../server/modules/intake/replay/replay.ts'
import { POLL_STORE, pollStore } from '../../server/modules/intake/sync/poll-store.ts'
import { pollStores } from '../../server/modules/intake/sync/poll-stores.ts'
import { catchUpOrders } from '../../server/modules/intake/sync/catch-up-orders.ts'
import { syncStore } from '../../server/modules/intake/sync/sync-store.ts'
import { changedAt, stage } from './listed-shop.ts'
import { simulatedStore } from './simulated-store.ts'

test('what the list tells lands once, and only what was compared is called proven', async () => {
  await using world = await stage()
  const { shop, rows, sync, proof, pass } = world
  shop.state.orders = [changedAt(1, '10:10'), changedAt(2, '10:20'), changedAt(3, '11:00')]
  expect((await proof()).through).toBeNull()
  expect(await sync()).toMatchObject({ seen: 3, healed: 3 })
  const first = await proof()
  expect(first).toMatchObject({ missing: 0, gaps: [], healed: 3 })
  expect(first.through! < '2026-01-15T12:00:00.000Z').toBe(true)

  pass(3_600_000)
  shop.state.isDown = true
  await expect(sync()).rejects.toThrow()
  const failing = await proof()
  expect(failing.through).toBe(first.through)
  expect(failing.gaps).toHaveLength(1)
  expect(failing.lastError).toContain('503')

  shop.state.isDown = false
  // The shop told us of it while nobody was listening.
  shop.state.orders.push(changedAt(4, '12:30'))
  expect(await sync()).toMatchObject({ healed: 1 })
  expect(await proof()).toMatchObject({ missing: 0, gaps: [], failingSince: null, healed: 4 })
  expect(await sync()).toMatchObject({ healed: 0 })
  expect(await rows(`select count(*)::int as n from orders`)).toEqual([{ n: 4 }])
  // A repeat that was only asked for is not worth keeping.
  expect(await rows(`select verdict, count(*)::int as n from messages group by 1`)).toEqual([
    { verdict: 'created', n: 4 },
  ])
  // Nor is the same riddle, each time that the list shows it.
  shop.state.orders.push({ ...changedAt(5, '12:58'), total: 'a lot' })
  await sync()
  await sync()
  const told = `select count(*)::int as n from history where type = 'message.parked'`
  expect(await rows(told)).toEqual([{ n: 1 }])
  expect(await rows(`select external_id from messages where verdict = 'parked'`)).toEqual([
    { external_id: '5' },
  ])
  expect(await proof()).toMatchObject({ missing: 1 })
})

test('a store is compared once at a time, however often somebody asks for it', async () => {
  await using world = await stage()
  const { shop, sync } = world
  shop.state.orders = [changedAt(1, '10:10')]
  const all = await Promise.all([sync(), sync(), sync()])
  expect(all.map((one) => one?.healed)).toEqual([1, undefined, undefined])
  expect(await sync()).toMatchObject({ healed: 0 })
})

test('who asks while a store is compared is answered by the next comparison, and all by one', async () => {
  await using world = await stage()
  const { shop, sync } = world
  shop.state.orders = [changedAt(1, '10:10')]
  const all = await Promise.all([sync(), sync(true), sync(), sync(true)])
  expect(all.map((one) => one?.healed)).toEqual([1, 0, undefined, undefined])
})

test('who asks while a comparison fails is answered by the next one, and so is the next who asks', async () => {
  await using world = await stage()
  const { shop, sync } = world
  shop.state.orders = [changedAt(1, '10:10')]
  shop.state.isDown = true
  const first = sync().catch((error: Error) => {
    shop.state.isDown = false
    return error.message
  })
  expect(await Promise.all([first, sync(true)])).toMatchObject([
    expect.stringContaining('503'),
    { healed: 1 },
  ])
  const again = await Promise.all([sync(), sync(true)])
  expect(again.map((one) => one?.healed)).toEqual([0, 0])
})

test('a sync of the past keeps no poll waiting, and one that is to stop asks for nothing', async () => {
  await using world = await stage()
  const { shop, ctx, parts, sync, storeId } = world
  const since = new Date('2026-01-14T10:00:00Z')
  const { signal } = new AbortController()
  const past = syncStore(parts, ctx, { storeId, since, signal })
  expect(await sync()).toMatchObject({ seen: 0 })
  await past
  shop.state.lists = []
  const stopped = syncStore(parts, ctx, { storeId, signal: AbortSignal.abort() })
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  expect(shop.state.lists).toEqual([])
})

test('what is counted by the store waits for a comparison that began after it was asked', async () => {
  await using world = await stage()
  const { shop, ctx, parts, sync, storeId } = world
  const catchUp = catchUpOrders(ctx, parts)
  shop.state.lists = []
  await Promise.all([sync(), catchUp(ctx, storeId)])
  expect(shop.state.lists).toHaveLength(2)
})

test('what a platform is too old to show keeps nothing from being compared that it shows', async () => {
  await using world = await stage()
  const { shop, ctx, parts, rows, sync, proof, storeId } = world
  await rows(`update stores set created_at = '2026-01-05T12:00:00Z'`)
  shop.state.oldest = '2026-01-14'
  shop.state.orders = [changedAt(1, '10:10')]
  const refused = { kind: 'rejected' }
  await expect(sync()).rejects.toMatchObject(refused)
  // Asked for are the oldest window, and the newest ones back to the first that is refused.
  expect(shop.state.lists).toEqual(['2026-01-05', '2026-01-15', '2026-01-14', '2026-01-13'])
  expect(await rows(`select external_id from orders`)).toEqual([{ external_id: '1' }])
  const first = await proof()
  expect(first).toMatchObject({ through: null, healed: 1, polledAt: expect.any(String) })
  expect(first.lastError).toContain('400')
  expect(first.gaps).toHaveLength(1)
  expect(first.gaps[0]!.from).toBe('2026-01-05T12:00:00.000Z')
  expect(first.gaps[0]!.to < '2026-01-14T12:00:00.000Z').toBe(true)
  expect((await findAccount(ctx.db, ctx.orgId, storeId))!.trouble).toContain('400')

  world.pass(3_600_000)
  shop.state.orders.push(changedAt(2, '12:30'))
  await expect(sync()).rejects.toMatchObject(refused)
  expect(await rows(`select external_id from orders order by 1`)).toHaveLength(2)
  // Also where nothing else stands between that and now.
  await rows(`update store_sync set coverage = '{[2026-01-06 12:00Z, 2026-01-15 12:55Z)}'`)
  shop.state.orders.push(changedAt(3, '12:58'))
  await expect(sync()).rejects.toMatchObject(refused)
  expect(await rows(`select from orders`)).toHaveLength(3)
  // Whoever asks for the past hears at once that they ask for too much.
  shop.state.lists = []
  const since = new Date('2026-01-01T12:00:00Z')
  const { signal } = new AbortController()
  const past = syncStore(parts, ctx, { storeId, since, signal })
  await expect(past).rejects.toMatchObject(refused)
  expect(shop.state.lists).toHaveLength(1)
  shop.state.oldest = '2026-01-01'
  await sync()
  expect(await proof()).toMatchObject({ gaps: [], lastError: null, failingSince: null })
})

test('nothing is proven that the list may not hold yet, where only we know how long that takes', async () => {
  const simulator = await startShopify({ seed: 5, rate: 0, startAt: new Date('2026-01-15T12:00Z') })
  const { domain: uid } = simulator.shop
  await using world = await simulatedStore(simulator, {
    ...{ platform: 'shopify', uid, name: 'Mill', credentials: { accessToken: 'shpat_simulated' } },
  })
  const { rows, storeId } = world
  await rows(`update stores set created_at = '2026-01-15T11:00Z'`)
  await syncStore(world.land, world.ctx, { storeId, signal: new AbortController().signal })
  expect(await rows(`select upper(coverage) as through from store_sync`)).toEqual([
    { through: new Date('2026-01-15T11:59Z') },
  ])
})

test('a paused store is not asked, and what somebody asks of one that is away is noted', async () => {
  await using world = await stage()
  const { shop, ctx, parts, rows, sync, proof, storeId } = world
  await rows(`update stores set state = 'paused'`)
  expect(await sync()).toBeUndefined()
  const lags = { note: () => {} } as unknown as Parameters<typeof pollStores>[1]
  await pollStores(ctx, lags)
  expect(await rows(`select from history where type = 'job.requested'`)).toEqual([])
  expect([shop.state.lists, (await proof()).polledAt]).toEqual([[], null])

  await rows(`update stores set state = 'active'`)
  shop.state.isDown = true
  const since = new Date('2026-01-14T10:00:00Z')
  const { signal } = new AbortController()
  const past = syncStore(parts, ctx, { storeId, since, signal })
  await expect(past).rejects.toThrow('503')
  expect(await proof()).toMatchObject({
    ...{ polledAt: null, lastError: expect.stringContaining('503') },
  })
})

test('nothing is proven behind a hole', async () => {
  await using world = await stage()
  const { rows, sync, proof } = world
  await sync()
  await rows(`update store_sync set coverage = '{[2026-01-15 10:30Z, 2026-01-15 11:00Z)}'`)
  expect(await proof()).toMatchObject({
    ...{ through: null, lagS: 7_200 },
    ranges: [{ from: '2026-01-15T10:30:00.000Z', to: '2026-01-15T11:00:00.000Z' }],
    gaps: [
      { from: '2026-01-15T10:00:00.000Z', to: '2026-01-15T10:30:00.000Z' },
      { from: '2026-01-15T11:00:00.000Z' },
    ],
  })
})

test('a store that is away is one dead letter, which goes when the store is well', async () => {
  await using world = await stage()
  const { ctx, parts, rows, shop, storeId } = world
  const { signal } = new AbortController()
  const poll = (since?: Date) => pollStore(parts, ctx, { storeId, since, signal })
  const die = (payload: object) =>
    rows(
      `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
       values ($1, gen_random_uuid(), $2, $3, 3, '{"message": "away"}', now())`,
      [ctx.orgId, POLL_STORE, payload],
    )
  shop.state.isDown = true
  await expect(poll()).rejects.toThrow('The shop answered 503.')
  expect((await findAccount(ctx.db, ctx.orgId, storeId))!.trouble).toBe('The shop answered 503.')
  // What somebody has asked for by hand is theirs to end.
  await die({ storeId, since: '2026-01-01' })
  await expect(poll()).rejects.toThrow('503')
  await die({ storeId })
  await poll()
  await expect(poll(new Date('2026-01-01'))).rejects.toThrow('503')
  shop.state.isDown = false
  await poll()
  expect(await rows(`select payload->>'since' as since from dead_letters`)).toEqual([
    { since: '2026-01-01' },
  ])
  expect(
    await rows(`select data->>'message' as said from history
    where type = 'dead_letter.discarded'`),
  ).toEqual([{ said: 'away' }])
  expect((await findAccount(ctx.db, ctx.orgId, storeId))!.trouble).toBeNull()
})

test('a replay shows each member that reads otherwise, and applies it only when told to', async () => {
  await using world = await stage()
  const { shop, rows, sync, ctx, parts, storeId } = world
  shop.state.orders = [changedAt(1, '10:10'), changedAt(2, '10:20')]
  await sync()
  // As an older adapter would have read it, with other words for the same bytes.
  await rows(
    `update channel_orders set digest = 'old', canonical = jsonb_set(canonical::jsonb,
       '{customer,name}', '"Somebody"')::json where number = 'W-2'`,
  )
  await rows(`update orders set customer_name = 'Somebody' where external_id = '2'`)
  // A webhook of the same version says less than what was asked for, and never counts beside it.
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const id = newId()
  const body = Buffer.from(JSON.stringify({ ...changedAt(1, '10:10'), customer_note: 'Less' }))
  const sent = { id, receivedAt: timeOfId(id), account, source: 'sent', body } as const
  const headers = { 'x-wc-webhook-topic': 'order.updated' }
  await processMessage(parts, ctx, { ...sent, headers })
  const wanted = { storeId, since: new Date(0), until: new Date('2100-01-01') }
  const dry = await Array.fromAsync(replay(undefined, ctx, { ...wanted, isDry: true }))
  expect(dry).toMatchObject([
    {
      externalId: '2',
      differences: [{ path: '/customer/name', before: 'Somebody', after: 'Aoife O’Brien' }],
    },
  ])
  const done = await Array.fromAsync(replay(parts, ctx, { ...wanted, isDry: false }))
  const results = [expect.objectContaining({ status: 'updated' })]
  expect(done).toEqual(dry.map((one) => ({ ...one, results })))
  for (const isDry of [true, false]) {
    expect(await Array.fromAsync(replay(parts, ctx, { ...wanted, isDry }))).toEqual([])
  }
  const names = await rows(`select distinct customer_name as name from orders`)
  expect(names).toEqual([{ name: 'Aoife O’Brien' }])
})

test('an order is asked for once its message waits for the answer, and not before', async () => {
  await using world = await stage()
  const { rows, ctx, parts, storeId } = world
  await rows(REFUSES_EARLY_QUESTIONS)
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const id = newId()
  const refunds = [{ id: 9, reason: 'broken', total: '-1.00' }]
  const body = Buffer.from(JSON.stringify({ ...changedAt(1, '10:10'), refunds }))
  const headers = { 'x-wc-webhook-topic': 'order.updated' }
  const sent = { id, receivedAt: timeOfId(id), account, source: 'sent', headers, body } as const
  const results = await processMessage(parts, ctx, sent)
  expect(results.map(({ status }) => status)).toEqual(['created', 'queued'])
  expect(await rows(`select verdict from messages where id = $1`, [id])).toEqual([
    { verdict: 'fetching' },
  ])
  expect(await rows(`select id from history where type = 'job.requested'`)).toHaveLength(1)
})

/** Whoever fetches ends a message that waits for it, and would find none that does. */
const REFUSES_EARLY_QUESTIONS = `
  create function refuse_early_questions() returns trigger language plpgsql as $$
  begin
    if new.type = 'job.requested' and not exists (
      select from messages
      where id = (new.data -> 'payload' ->> 'messageId')::uuid and verdict = 'fetching'
    ) then raise 'It is asked for before its message waits.'; end if;
    return new;
  end $$;
  create trigger refuse_early_questions before insert on history
    for each row execute function refuse_early_questions()`

test('hints of one change that wait for its answer need no answer of their own', async () => {
  await using world = await stage()
  const { shop, rows, ctx, parts, storeId } = world
  shop.state.orders = [changedAt(1, '10:10')]
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  const hinted = async () => {
    const id = newId()
    const body = Buffer.from('{"id":1}')
    const incoming = { id, receivedAt: timeOfId(id), account, source: 'sent' as const, body }
    await processMessage(parts, ctx, { ...incoming, headers: { 'x-wc-webhook-topic': '' } })
    return id
  }
  const hints = [await hinted(), await hinted(), await hinted()]
  await Promise.all(
    hints.map((messageId) => fetchOrder(parts, ctx, { storeId, externalId: '1', messageId })),
  )
  expect(shop.state.asked).toEqual(['1'])
  const judged = await rows<{ verdict: string }>(
    `select verdict from messages where source = 'sent' order by id`,
  )
  expect(judged.map(({ verdict }) => verdict)).toEqual(['created', 'duplicate', 'duplicate'])

  // A later hint tells of something that the answer may not know yet.
  const later = await hinted()
  await fetchOrder(parts, ctx, { storeId, externalId: '1', messageId: later })
  expect(shop.state.asked).toEqual(['1', '1'])
})

test('a sync of the past goes on after a limit with what is left, and holds up no poll', async () => {
  await using world = await stage()
  const { shop, ctx, parts, rows, sync, storeId, proof } = world
  const { signal } = new AbortController()
  const since = new Date('2026-01-06T10:00:00Z')
  const past = (id: number, day: string) =>
    anOrder({ id, number: `W-${id}`, date_modified_gmt: `2026-01-${day}T12:00:00`, refunds: [] })
  shop.state.orders = [past(1, '07'), past(2, '10'), past(3, '14')]
  await sync()
  const polled = (await proof()).polledAt
  shop.state.lists = []
  shop.state.listsLeft = 4
  const poll = (from?: Date) => pollStore(parts, ctx, { storeId, since: from, signal })
  await expect(poll(since)).rejects.toMatchObject({ name: 'Postponed' })
  expect(shop.state.lists).toEqual(['2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09'])
  // A limit is no trouble, and says nothing of when the store was polled.
  expect(await proof()).toMatchObject({ polledAt: polled, lastError: null })
  expect((await findAccount(ctx.db, ctx.orgId, storeId))!.trouble).toBeNull()
  expect(await poll()).toBeUndefined()
  expect(await rows(`select job from dead_letters`)).toEqual([])
  expect(await rows(`select external_id from orders`)).toEqual([{ external_id: '1' }])
})

test('of a store one poll waits at a time', async () => {
  await using world = await stage()
  const { ctx, rows, sync } = world
  const keys = () => rows(`select distinct data->>'key' from history where type = 'job.requested'`)
  const lags = { note: () => {} } as unknown as Parameters<typeof pollStores>[1]
  for (let n = 0; n < 3; n++) {
    await pollStores(ctx, lags)
    world.pass(5 * 60_000)
  }
  expect(await keys()).toHaveLength(1)
  await sync()
  await rows(`update store_sync set polled_at = $1::timestamptz - interval '2 minutes'`, [
    ctx.clock.now(),
  ])
  await pollStores(ctx, lags)
  expect(await keys()).toHaveLength(2)
})

test('of the past only what is unproven is asked for', async () => {
  await using world = await stage()
  const { shop, ctx, parts, sync, storeId } = world
  const { signal } = new AbortController()
  await sync()
  const since = new Date('2026-01-10T10:00:00Z')
  const back = async () => {
    shop.state.lists = []
    await syncStore(parts, ctx, { storeId, since, signal })
    return shop.state.lists.length
  }
  expect([await back(), await back()]).toEqual([6, 1])
})

test('an order that cannot be saved is shown to people, and keeps no other from landing', async () => {
  await using world = await stage()
  const { shop, rows, sync, proof } = world
  await rows(`create function refuse() returns trigger language plpgsql as $$
    begin raise check_violation using message = 'not this one'; end $$`)
  await rows(`create trigger refuse before insert on orders for each row
    when (new.external_id = '2') execute function refuse()`)
  shop.state.orders = [changedAt(1, '10:10'), changedAt(2, '10:20'), changedAt(3, '10:30')]
  expect(await sync()).toMatchObject({ seen: 3, healed: 2 })
  expect(await sync()).toMatchObject({ healed: 0 })
  expect(await proof()).toMatchObject({ missing: 1, gaps: [], lastError: null })
  expect(await rows(`select reason from messages where verdict = 'parked'`)).toEqual([
    { reason: expect.stringMatching(/^It could not be saved \(23514\)\. The log says more/) },
  ])
})

const REFUND = { id: 9, reason: 'broken', total: '-1.00' }

test.for([500, 400])(
  'an order whose refunds answer %i is asked for on its own, and keeps no other from landing',
  async (status) => {
    await using world = await stage()
    const { shop, rows, sync, proof, ctx, parts, storeId } = world
    const refunded = (id: number) => ({ ...changedAt(id, '10:20'), refunds: [REFUND] })
    shop.state.orders = [changedAt(1, '10:10'), refunded(2), refunded(3), changedAt(4, '10:30')]
    shop.state.broken = { '2': status, '3': status }
    expect(await sync()).toMatchObject({ seen: 4, healed: 4 })
    expect(await sync()).toMatchObject({ healed: 0 })
    expect(await proof()).toMatchObject({ missing: 2, gaps: [], lastError: null })
    const hints = await rows<{ id: string; verdict: string }>(
      `select id, verdict from messages where verdict <> 'created'`,
    )
    expect(hints.map(({ verdict }) => verdict)).toEqual(['fetching', 'fetching'])
    const asked = await rows<{ payload: { externalId: string; messageId: string } }>(
      `select data->'payload' as payload from history
       where type = 'job.requested' and subject_id = 'intake.fetch_order'`,
    )
    expect(asked.map(({ payload }) => payload.externalId).toSorted()).toEqual(['2', '3'])

    shop.state.broken = {}
    for (const { payload } of asked) await fetchOrder(parts, ctx, { ...payload, storeId })
    expect(await proof()).toMatchObject({ missing: 0 })
    // What the list says of it is less than what is known by now, and changes nothing.
    const digests = `select digest from channel_orders order by order_id`
    const known = await rows(digests)
    shop.state.broken = { '2': status, '3': status }
    await rows(`update store_sync set coverage = '{}', cursor = '2026-01-15T10:00:00Z'`)
    await sync()
    expect(await rows(digests)).toEqual(known)
  },
)

test('a replay may be of one platform, and says when nothing of it is there', async () => {
  await using world = await stage()
  const { shop, sync, ctx, runtime, url, rows } = world
  shop.state.orders = [changedAt(1, '10:10')]
  await sync()
  await rows(
    `update channel_orders set digest = 'old', canonical = jsonb_set(canonical::jsonb,
       '{customer,name}', '"Somebody"')::json`,
  )
  const command = intakeCommands.find(({ name }) => name === 'replay')!
  const told = async (adapter: string) => {
    const options = { adapter, since: '2026-01-01', until: '2100-01-01', 'dry-run': true }
    const { text } = await command.run({ runtime, ctx, directUrl: url }, options, [])
    return text
  }
  expect(await told('woocommerce')).toMatch(
    /\nMessages read: 1, that differ: 1\. Nothing was changed\.$/,
  )
  await expect(told('shopify')).rejects.toMatchObject({ code: 'store_not_found' })
  await expect(told('myspace')).rejects.toMatchObject({ code: 'adapter_not_found' })
})

test('what a command about messages cannot mean is said before anything is read', async () => {
  await using world = await stage()
  const { ctx, runtime, url } = world
  const run = (name: string, options: Record<string, string>, ...words: string[]) => {
    const command = intakeCommands.find((one) => one.name === name)!
    return command.run({ runtime, ctx, directUrl: url }, options, words)
  }
  await expect(run('messages retry', {}, 'x')).rejects.toThrow(/^"x" is not the id of a message/)
  await expect(run('messages discard', {}, 'x')).rejects.toThrow(/see: messages$/)
  await expect(run('replay', { since: '2026-11-31' })).rejects.toThrow(/"2026-11-31" is no time/)
  const backwards = { since: '2026-11-02', until: '2026-11-01' }
  await expect(run('replay', backwards)).rejects.toThrow(/--since must be a moment before/)
})
