import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { BEGIN, COMMIT, Lane, LaneBroken, type Statement } from './lane.ts'

const statement = (text: string): Statement => ({ name: '', text, values: [] })

async function openLane() {
  const world = await scene()
  await world.rows('create table notes (text text)')
  const { log } = world.runtime
  const lane = new Lane(world.url, { log, queryTimeoutMs: 2_000, connectTimeoutMs: 2_000 })
  const close = world[Symbol.asyncDispose]
  return Object.assign(world, {
    lane,
    [Symbol.asyncDispose]: async () => {
      await lane.close()
      await close()
    },
  })
}

test('several statements are one round trip and one transaction', async () => {
  await using world = await openLane()
  await world.lane.send([BEGIN, statement(`insert into notes values ('a')`)])
  await world.lane.send([statement(`insert into notes values ('b')`), COMMIT])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'a' }, { text: 'b' }])
})

test('a connection that is lost inside of a transaction is not replaced by another one', async () => {
  await using world = await openLane()
  const answers = await world.lane.send([BEGIN, statement('select pg_backend_pid() as pid')])
  await world.rows('select pg_terminate_backend($1)', [answers[1]![0]!['pid']])
  const late = async () => world.lane.send([statement(`insert into notes values ('late')`), COMMIT])
  await expect(late()).rejects.toBeInstanceOf(LaneBroken)
  await expect(late()).rejects.toBeInstanceOf(LaneBroken)
  expect(await world.rows('select text from notes')).toEqual([])
  await world.lane.send([BEGIN, statement(`insert into notes values ('anew')`), COMMIT])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'anew' }])
})

test('what failed is told, and the commit behind it does not hide it', async () => {
  await using world = await openLane()
  const broken = world.lane.send([BEGIN, statement('insert into nothing values (1)'), COMMIT])
  await expect(broken).rejects.toMatchObject({ code: '42P01' })
  await world.lane.rollback()
  await world.lane.send([BEGIN, statement(`insert into notes values ('next')`), COMMIT])
  expect(await world.rows('select text from notes')).toEqual([{ text: 'next' }])
})
