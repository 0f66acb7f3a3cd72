import { expect, test } from 'vitest'
import { laneScene } from '#tests/lane-scene.ts'
import { LaneBroken, type Statement } from './lane.ts'

const statement = (text: string): Statement => ({ name: '', text, values: [] })

async function openLane() {
  const world = await laneScene()
  await world.rows('create table notes (text text)')
  return world
}

test('several statements are one round trip and one transaction', async () => {
  await using world = await openLane()
  await world.lane.begin([statement(`insert into notes values ('a')`)])
  await world.lane.commit([statement(`insert into notes values ('b')`)])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'a' }, { text: 'b' }])
})

test('a connection that is lost inside of a transaction is not replaced by another one', async () => {
  await using world = await openLane()
  const [backend] = await world.lane.begin([statement('select pg_backend_pid() as pid')])
  await world.rows('select pg_terminate_backend($1)', [backend![0]!['pid']])
  const late = async () => world.lane.commit([statement(`insert into notes values ('late')`)])
  await expect(late()).rejects.toBeInstanceOf(LaneBroken)
  await expect(late()).rejects.toBeInstanceOf(LaneBroken)
  expect(await world.rows('select text from notes')).toEqual([])
  await world.lane.begin([statement(`insert into notes values ('anew')`)])
  await world.lane.commit([])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'anew' }])
})

test('what only reads asks again when its connection has died meanwhile', async () => {
  await using world = await openLane()
  const backend = async () =>
    (await world.lane.ask([statement('select pg_backend_pid() as pid')]))[0]
  const [{ pid } = {}] = (await backend())!
  await world.rows('select pg_terminate_backend($1)', [pid])
  const [other] = (await backend())!
  expect(other!['pid']).not.toBe(pid)
  await expect(world.lane.ask([statement('select nothing')])).rejects.toMatchObject({
    code: '42703',
  })
})

test('what failed is told, and the commit behind it does not hide it', async () => {
  await using world = await openLane()
  await world.lane.begin([])
  const broken = world.lane.commit([statement('insert into nothing values (1)')])
  await expect(broken).rejects.toMatchObject({ code: '42P01' })
  await world.lane.rollback()
  await world.lane.begin([statement(`insert into notes values ('next')`)])
  await world.lane.commit([])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'next' }])
})

test('a plan that was made for a small table does not stay until the table is counted', async () => {
  await using world = await openLane()
  await world.rows(`
    create table things (a int, b int, c int, primary key (a, b)) with (autovacuum_enabled = off);
    insert into things values (1, 0, 0);
    analyze things;
  `)
  const text = `
    select t.c from unnest($1::int[], $2::int[]) as w (a, b)
    join things t on t.a = w.a and t.b = w.b`
  const find = { name: 'find', text, values: [[1], [7]] }
  const plan = statement(`explain execute find ('{1}', '{7}')`)
  const planned = async (): Promise<string> => {
    const [, answer] = await world.lane.begin([find, plan])
    await world.lane.commit([])
    return JSON.stringify(answer)
  }
  const small: string[] = []
  for (let n = 1; n <= 9; n++) small.push(await planned())
  expect(small.at(-1)).not.toMatch(/Index Cond/)
  await world.rows('insert into things select 1, n, n from generate_series(1, 20000) n')
  const large: string[] = []
  for (let n = 10; n <= 16; n++) large.push(await planned())
  expect(large.at(-1)).toMatch(/Index Cond: .*a = w.a/)
})

test('a named statement that failed can be sent again, and gives what it gave before', async () => {
  await using world = await openLane()
  const text = 'select 10 / $1::int as part, $2::text as said'
  const divide = (by: number): Statement => ({ name: 'divide', text, values: [by, null] })
  await expect(world.lane.begin([divide(0)])).rejects.toMatchObject({ code: '22012' })
  await world.lane.rollback()
  for (const by of [2, 5]) {
    const answers = await world.lane.begin([divide(by), divide(1)])
    await world.lane.commit([])
    const [first, second] = [10 / by, 10].map((part) => [{ part, said: null }])
    expect(answers).toEqual([first, second])
  }
})

test('what cannot be made leaves the connection as good as it was, and nothing is committed', async () => {
  await using world = await openLane()
  await world.lane.begin([])
  const broken = world.lane.commit(
    (function* () {
      yield statement(`insert into notes values ('half')`)
      throw new Error('no second one')
    })(),
  )
  await expect(broken).rejects.toThrow('no second one')
  await world.lane.rollback()
  await world.lane.begin([statement(`insert into notes values ('next')`)])
  await world.lane.commit([])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'next' }])
})
