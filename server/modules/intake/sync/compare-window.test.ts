import { expect, test } from 'vitest'
import { ChannelFailure, type Client } from '#channels'
import { findAccount } from '#stores'
import { changedAt, stage as listedShop } from '#tests/import/listed-shop.ts'
import { compareWindow } from './compare-window.ts'
import { beginSync, coverRange, findSync, noteFailure } from './store.ts'

const at = (time: string) => new Date(`2026-01-15T${time}:00Z`)
const HOUR_MS = 3_600_000

type Page = { ids?: number[]; next?: string; through?: Date }

/** A shop whose list has these pages, each by its name. */
async function stage() {
  const world = await listedShop()
  const { ctx, parts, storeId } = world
  const account = (await findAccount(ctx.db, ctx.orgId, storeId))!
  await beginSync(ctx.db, ctx.orgId, storeId, at('10:00'))
  const asked: string[] = []
  const pages = new Map<string, Page | Error>()
  const listOrders: Client['listOrders'] = async (range, name) => {
    const [from, to] = [range.from, range.to].map((time) => time.toISOString().slice(11, 16))
    asked.push(`${from}-${to} ${name ?? 'first'}`)
    const page = pages.get(name ?? 'first')
    if (!page || page instanceof Error) throw page ?? new Error(`There is no page ${name}.`)
    const { ids = [], next = null, through = range.to } = page
    const bodyOf = (id: number) => Buffer.from(JSON.stringify(changedAt(id, '10:10')))
    return { orders: ids.map((id) => ({ headers: {}, body: bodyOf(id) })), next, through }
  }
  return Object.assign(world, {
    asked,
    list: (named: Record<string, Page | Error>) => {
      for (const [name, page] of Object.entries(named)) pages.set(name, page)
    },
    compare: (from: string, to: string, more: { settled?: Date; isPoll?: boolean } = {}) => {
      const { settled = at('23:00'), isPoll = false } = more
      const window = { from: at(from), to: at(to) }
      const client = { listOrders } as Client
      return compareWindow({
        ...{ parts, ctx, account, client, window, settled: () => settled, isPoll },
      })
    },
    state: async () => (await findSync(ctx.db, ctx.orgId, storeId))!,
    proven: async () =>
      (
        await world.rows<{ from: Date; to: Date }>(
          `select lower(r) as "from", upper(r) as "to"
           from store_sync, unnest(coverage) r order by 1`,
        )
      ).map((range) =>
        [range.from, range.to].map((time) => time.toISOString().slice(11, 16)).join('-'),
      ),
  })
}

const again = new ChannelFailure('again', 'Too many calls.')

test('a list that broke off goes on at its page, with its range, and proves no more than before', async () => {
  await using shop = await stage()
  shop.list({ first: { ids: [1], next: 'two' }, two: again })
  await expect(shop.compare('10:00', '11:00', { settled: at('10:50') })).rejects.toBe(again)
  expect(await shop.proven()).toEqual([])
  // Its page can be asked for with its own range only, and what is settled now was not then.
  shop.list({ two: { ids: [2], next: 'three' }, three: { ids: [3] } })
  const done = await shop.compare('10:00', '11:30')
  expect(done).toEqual({ seen: 2, healed: 2, through: at('10:50') })
  expect(shop.asked).toEqual([
    ...['10:00-11:00 first', '10:00-11:00 two', '10:00-11:00 two', '10:00-11:00 three'],
  ])
  expect(await shop.proven()).toEqual(['10:00-10:50'])
  // Its place is none any more.
  await shop.compare('10:00', '11:30').catch(() => {})
  expect(shop.asked.at(4)).toBe('10:00-11:30 first')
})

test('a list whose page is refused, or was left for too long, begins anew', async () => {
  await using shop = await stage()
  const rejected = new ChannelFailure('rejected', 'There is no such page.')
  shop.list({ first: { ids: [1], next: 'two' }, two: rejected })
  await expect(shop.compare('10:00', '11:00')).rejects.toBe(rejected)
  await expect(shop.compare('10:00', '11:00')).rejects.toBe(rejected)
  shop.list({ two: again })
  await expect(shop.compare('10:00', '11:00')).rejects.toBe(again)
  shop.pass(12 * HOUR_MS - 1)
  await expect(shop.compare('10:00', '11:00')).rejects.toBe(again)
  shop.pass(1)
  await expect(shop.compare('10:00', '11:00')).rejects.toBe(again)
  expect(shop.asked.map((page) => page.split(' ')[1])).toEqual([
    ...['first', 'two', 'first', 'two', 'first', 'two', 'two', 'first', 'two'],
  ])
})

test('another window neither goes on at a place that is not its own nor forgets it', async () => {
  await using shop = await stage()
  shop.list({ first: { ids: [1], next: 'two' }, two: again })
  await expect(shop.compare('10:00', '11:00')).rejects.toBe(again)
  shop.list({ first: { ids: [2] }, two: { ids: [3] } })
  await shop.compare('11:00', '12:00')
  await shop.compare('10:00', '11:00')
  expect(shop.asked.slice(2)).toEqual(['11:00-12:00 first', '10:00-11:00 two'])
  expect(await shop.proven()).toEqual(['10:00-12:00'])
})

test('what has not landed is not proven, and what is not settled or not whole neither', async () => {
  await using shop = await stage()
  shop.list({ first: { ids: [1] } })
  await shop.rows('alter table messages rename to away')
  await expect(shop.compare('10:00', '11:00')).rejects.toThrow()
  expect(await shop.proven()).toEqual([])
  await shop.rows('alter table away rename to messages')
  expect(await shop.compare('10:00', '11:00', { settled: at('10:40') })).toMatchObject({
    ...{ healed: 1, through: at('10:40') },
  })
  shop.list({ first: { through: at('10:45') } })
  expect(await shop.compare('10:40', '12:00')).toMatchObject({ through: at('10:45') })
  expect(await shop.proven()).toEqual(['10:00-10:45'])
  // Nothing is proven of a window whose beginning is not settled yet.
  await shop.compare('10:50', '12:00', { settled: at('10:49') })
  expect(await shop.proven()).toEqual(['10:00-10:45'])
})

test('a window of the past moves neither the cursor nor the time of the next poll', async () => {
  await using shop = await stage()
  const { ctx, storeId } = shop
  shop.list({ first: {} })
  await shop.compare('10:00', '11:00', { isPoll: true })
  const { polledAt, cursor } = await shop.state()
  expect([polledAt, cursor]).toEqual([expect.any(Date), at('11:00')])
  await noteFailure(ctx.db, ctx.orgId, storeId, { words: 'away', isPoll: false })
  const { failingSince, ...failed } = await shop.state()
  expect(failed).toMatchObject({ polledAt, lastError: 'away' })
  await noteFailure(ctx.db, ctx.orgId, storeId, { words: 'still away', isPoll: false })
  expect(await shop.state()).toMatchObject({ failingSince, lastError: 'still away' })
  const past = { from: at('08:00'), to: at('09:00'), healed: 2, isPoll: false }
  await coverRange(ctx.db, ctx.orgId, storeId, past)
  expect(await shop.state()).toEqual({
    ...{ polledAt, cursor, healed: 2, lastError: null, failingSince: null },
  })
})
