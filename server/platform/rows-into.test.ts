import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneScene } from '#tests/lane-scene.ts'
import { WIRE_VALUES } from '#tests/wire-values.ts'
import type { Element } from './array-literal.ts'
import type { ColumnType } from './copy-bytes.ts'
import { type Column, rowsInto } from './rows-into.ts'

type Value = Element | string[]

const json = fc.json({ noUnicodeString: true }).map((value) => value.replaceAll(/\\u0000/g, ''))

const TYPES: [type: ColumnType, value: fc.Arbitrary<Value>][] = [
  ...(Object.entries(WIRE_VALUES) as [keyof typeof WIRE_VALUES, fc.Arbitrary<Element>][]),
  ['json', json],
  ['jsonb', json],
  ['text[]', fc.array(WIRE_VALUES.text, { maxLength: 3 })],
]

const columns = TYPES.map(([type], i): Column<Value[]> => [`c${i}`, type, (row) => row[i]])

test('rows that are copied are those that an insert would write', async () => {
  await using world = await laneScene()
  const definitions = TYPES.map(([type], i) => `c${i} ${type}`).join(', ')
  for (const name of ['copied', 'inserted'])
    await world.rows(`create table ${name} (${definitions})`)
  const [copied, inserted] = ['copied', 'inserted'].map((name) => rowsInto(name, columns))
  const rowOf = fc.tuple(...TYPES.map(([, value]) => fc.option(value)))
  await fc.assert(
    fc.asyncProperty(fc.array(rowOf, { minLength: 1, maxLength: 20 }), async (rows) => {
      await world.rows('truncate copied, inserted')
      await world.lane.begin([copied!(rows)])
      await world.lane.commit([])
      const { text: insert, values } = inserted!(rows)
      await world.rows(insert, values)
      const written = await world.rows('select t::text from copied t')
      expect(written).toEqual(await world.rows('select t::text from inserted t'))
      expect(written).toHaveLength(rows.length)
    }),
    { numRuns: 60 },
  )
})

test.each<[ColumnType, Value]>([
  ['int', 1.5],
  ['bigint', 2 ** 60],
  ['uuid', 'b0000000-0000-7000-8000-00000000000g'],
  ['timestamptz', '2026-01-01'],
  ['text', 1],
  ['text[]', [1] as unknown as string[]],
])('what is no %s is not sent: %s', async (type, value) => {
  await using world = await laneScene()
  await world.rows(`create table things (it ${type})`)
  const write = rowsInto<Value>('things', [['it', type, (it) => it]])
  await world.lane.begin([])
  await expect(world.lane.commit([write([null, value])])).rejects.toThrow(`does not fit ${type}`)
  await world.lane.rollback()
  expect(await world.rows('select * from things')).toEqual([])
})

test('rows that PostgreSQL refuses are told, with what stands behind them left out', async () => {
  await using world = await laneScene()
  await world.rows('create table things (it int primary key)')
  const write = rowsInto<number>('things', [['it', 'int', (it) => it]])
  const rest = { name: '', text: 'select 1', values: [] }
  await world.lane.begin([])
  const twice = world.lane.commit([write([1, 2, 2]), rest, write([3])])
  await expect(twice).rejects.toMatchObject({ code: '23505' })
  await world.lane.rollback()
  await world.lane.begin([rest, write([1, 2])])
  await world.lane.commit([write([3]), rest])
  expect(await world.rows('select it from things order by it')).toEqual([
    ...[1, 2, 3].map((it) => ({ it })),
  ])
})

test('rows behind a statement that failed are not copied', async () => {
  await using world = await laneScene()
  await world.rows('create table things (it int)')
  const write = rowsInto<number>('things', [['it', 'int', (it) => it]])
  await world.lane.begin([])
  const broken = world.lane.commit([{ name: '', text: 'select nothing', values: [] }, write([1])])
  await expect(broken).rejects.toMatchObject({ code: '42703' })
  await world.lane.rollback()
  await world.lane.begin([write([2])])
  await world.lane.commit([])
  expect(await world.rows('select it from things')).toEqual([{ it: 2 }])
})

test.each<[call: string, told: object]>([
  ['pg_cancel_backend', { code: '57014' }],
  ['pg_terminate_backend', { name: 'LaneBroken', wasSent: true }],
])('what %s ends in the middle of its rows leaves none of them', async (call, told) => {
  await using world = await laneScene()
  await world.rows(`
    create table things (it int, text text);
    create function slowly() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.02); return new; end $$;
    create trigger slowly before insert on things for each row execute function slowly();
  `)
  // More than fits between the two, so that most of it is not sent yet.
  const write = rowsInto<number>('things', [
    ['it', 'int', (it) => it],
    ['text', 'text', () => 'x'.repeat(200_000)],
  ])
  await world.lane.begin([])
  const rows = world.lane.commit([write(Array.from({ length: 100 }, (_, it) => it))])
  const end = `select ${call}(pid) from pg_stat_activity
    where datname = current_database() and wait_event = 'PgSleep'`
  await Promise.all([
    expect(rows).rejects.toMatchObject(told),
    expect.poll(() => world.rows(end), { interval: 5 }).toHaveLength(1),
  ])
  await world.lane.rollback()
  await world.lane.begin([write([1])])
  await world.lane.commit([])
  expect(await world.rows('select it from things')).toEqual([{ it: 1 }])
})
