import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import * as audit from '#audit'
import type { Runtime } from '#platform/context.ts'
import { openDatabase } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { createListener } from '#platform/listener.ts'
import { PATIENCE } from '#tests/patience.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { changeSetting } from './change-setting.ts'
import { settingsCommands } from './commands.ts'
import { defineSetting } from './define.ts'
import { readSetting, watchSettings } from './read-setting.ts'
import { composeRegistry } from './setting.ts'
import { live, shop, shopSettings } from './shop.ts'
import { z } from 'zod'

test('a setting that nobody has changed has its standard value', async () => {
  await using world = await scene()
  expect(await readSetting(world.ctx, shop.currency)).toBe('INR')
})

test('another process sees a change within a second, without being told', async () => {
  await using world = await scene()
  using other = anotherProcess(world)
  expect(await readSetting(other.ctx, shop.name)).toBe('Penstock')

  await changeSetting(world.ctx, shop.name, { value: 'Mill' })
  expect(
    await msUntil(async () => (await readSetting(other.ctx, shop.name)) === 'Mill'),
  ).toBeLessThan(1_000)
})

// The other reads anew each second: hearing has to be much quicker than that, most of the time.
test('another process that listens sees a change at once', { retry: 2 }, async () => {
  await using world = await scene()
  const listener = createListener(world.url, { log: world.runtime.log })
  let listening = () => {}
  const ready = new Promise<void>((resolve) => (listening = resolve))
  const stop = listener.listen('penstock_settings', () => listening())
  using other = anotherProcess(world, listener)
  await ready
  stop()
  expect(await readSetting(other.ctx, live.demoTraffic)).toBe(true)

  await changeSetting(world.ctx, live.demoTraffic, { value: false })
  const tookMs = await msUntil(async () => !(await readSetting(other.ctx, live.demoTraffic)))
  await listener.close()
  expect(tookMs).toBeLessThan(200)
})

test('a process that watches asks the database once', async () => {
  await using world = await scene()
  using other = anotherProcess(world)
  await readSetting(other.ctx, shop.name)
  const before = other.statements()
  for (let i = 0; i < 100; i++) await readSetting(other.ctx, shop.name)
  expect(other.statements() - before).toBeLessThanOrEqual(1) // Comparing may fall in between.
})

test('whoever changes a setting sees it at once, although the process remembers', async () => {
  await using world = await scene()
  using other = anotherProcess(world)
  await readSetting(other.ctx, shop.name)
  await changeSetting(other.ctx, shop.name, { value: 'Mill' })
  expect(await readSetting(other.ctx, shop.name)).toBe('Mill')
})

test('without a database the values that are known stay', async () => {
  await using world = await scene()
  using other = anotherProcess(world)
  await changeSetting(world.ctx, shop.name, { value: 'Mill' })
  expect(await readSetting(other.ctx, shop.name)).toBe('Mill')
  await other.cutOff()
  await pause(800) // Long enough for a comparison to fail.
  expect(await readSetting(other.ctx, shop.name)).toBe('Mill')
})

test('a change stands in the audit log and in the history, with the value before it', async () => {
  await using world = await scene()
  await changeSetting(world.ctx, shop.currency, { value: 'EUR' })
  await changeSetting(world.ctx, shop.currency, { value: 'EUR' })

  const of = 'where org_id = $1 order by 1'
  const [entry, ...more] = await world.rows(`select before, after from audit_log ${of}`, [
    world.ctx.orgId,
  ])
  expect(entry).toEqual({ before: { value: 'INR' }, after: { value: 'EUR' } })
  expect(more).toEqual([]) // The second change changed nothing.
  const events = await world.rows(`select type, data from history ${of}`, [world.ctx.orgId])
  const data = { key: 'shop.currency', value: 'EUR', version: 1 }
  expect(events).toEqual([{ type: 'setting.changed', data }])
  expect((await audit.verify(world.runtime)).findings).toEqual([])
})

test('of two who have read the same version, the second is told that it has changed', async () => {
  await using world = await scene()
  const both = ['EUR', 'USD'].map((value) =>
    changeSetting(world.ctx, shop.currency, { value, expectedVersion: 0 }),
  )
  const outcomes = await Promise.allSettled(both)
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const late = outcomes.find((outcome) => outcome.status === 'rejected')
  expect(late?.reason).toMatchObject({ code: 'precondition_failed', details: { version: 1 } })
})

test.for<[key: keyof typeof shop, bad: unknown[], good: unknown[]]>([
  ['timeZone', ['Mars/Olympus', '+05:30', '', 5, 'Asia/../etc'], ['Asia/Kolkata', 'UTC']],
  ['currency', ['inr', 'DEM', 'XXX', '', null], ['INR', 'JPY', 'KWD']],
  ['locale', ['x', 'not a locale', ''], ['en', 'de-CH', 'hi-IN']],
  ['name', ['', ' ', 'two\nlines', 'n'.repeat(121)], ['Mühle & Söhne', '粉']],
])('%s takes only what makes sense', async ([key, bad, good]) => {
  await using world = await scene()
  for (const value of bad) {
    const refused = changeSetting(world.ctx, shop[key], { value })
    await expect(refused, String(value)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { errors: [{ pointer: '/body/value' }] },
    })
  }
  for (const value of good) {
    await changeSetting(world.ctx, shop[key], { value })
    expect(await readSetting(world.ctx, shop[key])).toBe(value)
  }
})

test('a value that was stored under other rules counts as not set', async () => {
  await using world = await scene()
  await world.rows(
    `insert into settings (org_id, key, value, updated_by) values ($1, $2, '"DEM"', 'old')`,
    [world.ctx.orgId, shop.currency.key],
  )
  expect(await readSetting(world.ctx, shop.currency)).toBe('INR')
})

test('orgs do not share settings', async () => {
  await using world = await scene()
  const other = await world.anotherOrg()
  await changeSetting(world.ctx, shop.name, { value: 'Mill' })
  expect(await readSetting(other, shop.name)).toBe('Penstock')
})

test('the commands take words as words and numbers as numbers', async () => {
  await using world = await scene()
  const pieces = defineSetting({ key: 'x.pieces', schema: z.int(), standard: 5, help: 'Pieces.' })
  const cli = { ...world, directUrl: world.url }
  const commands = settingsCommands(composeRegistry([...shopSettings, pieces]))
  const run = async (name: string, ...words: string[]) =>
    (await commands.find((one) => one.name === name)!.run(cli, {}, words)).text

  expect(await run('settings set', 'shop.name', '4711')).toBe('shop.name = 4711')
  expect(await run('settings get', 'shop.name')).toBe('shop.name = 4711')
  expect(await run('settings set', 'x.pieces', '7')).toBe('x.pieces = 7')
  expect(await run('flags set', 'live.demo_traffic', 'off')).toBe('live.demo_traffic = off')
  expect(await run('settings list')).toContain('shop.locale = en-IN (standard)')
  await expect(run('flags set', 'live.demo_traffic', 'maybe')).rejects.toThrow(
    'A flag is on or off',
  )
  await expect(run('settings set', 'live.demo_traffic', 'true')).rejects.toThrow('no such setting')
})

test('the program does not start with a setting that is declared twice or does not fit', () => {
  const bad = defineSetting({ key: 'x', schema: z.int(), standard: 0.5, help: '' })
  expect(() => composeRegistry([shop.name, shop.name])).toThrow('declared twice')
  expect(() => composeRegistry([bad])).toThrow('does not fit')
})

/** A second process on the same database: memory and connections of its own. */
function anotherProcess(
  { url, runtime, ctx }: Scene,
  listener?: ReturnType<typeof createListener>,
) {
  let statements = 0
  const onStatement = () => statements++
  const limits = { poolMax: 2, ...PATIENCE, onStatement }
  const database = openDatabase(url, limits)
  const own: Runtime = { ...runtime, db: database.db }
  const watching = watchSettings(own, listener)
  return {
    ctx: scoped(own, { orgId: ctx.orgId, actor: ctx.actor }),
    statements: () => statements,
    cutOff: () => database.pool.end(),
    [Symbol.dispose]() {
      watching.stop()
      if (!database.pool.ended) void database.close()
    },
  }
}

async function msUntil(condition: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now()
  while (!(await condition())) await pause(10)
  return performance.now() - startedAt
}
