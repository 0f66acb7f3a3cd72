import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { copyIn, copyOut } from './copy.ts'
import { withSession } from './session.ts'

const PIECES = `select n, repeat('x', n * 20000) from generate_series(1, 20) as n`

test('rows go out and in again, however large, on one connection', async () => {
  await using world = await scene()
  await withSession(world.url, async (client) => {
    await client.query('create temp table a (n int, words text); create temp table b (like a)')
    await client.query(`insert into a ${PIECES}`)
    for (let round = 0; round < 2; round++) {
      const pieces = await copyOut(client, 'copy a to stdout').toArray()
      await copyIn(client, 'copy b from stdin', Readable.from(pieces))
    }
    const { rows } = await client.query(
      'select count(*)::int, sum(length(words))::int as length from b',
    )
    expect(rows).toEqual([{ count: 40, length: 20_000 * 20 * 21 }])
  })
})

test('an error of the server is told, and the connection is of use again', async () => {
  await using world = await scene()
  await withSession(world.url, async (client) => {
    await client.query('create temp table a (n int)')
    await expect(copyOut(client, 'copy nothing to stdout').toArray()).rejects.toThrow('nothing')
    const failing = `copy (select 1 / (5 - n) from generate_series(1, 9) as n) to stdout`
    await expect(copyOut(client, failing).toArray()).rejects.toThrow('division by zero')

    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.from('not a number\n'.repeat(10_000))
      })(),
    )
    await expect(copyIn(client, 'copy a from stdin', endless)).rejects.toThrow('invalid input')
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

test('rows that end with an error are not kept', async () => {
  await using world = await scene()
  await withSession(world.url, async (client) => {
    await client.query('create temp table a (n int)')
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('1\n')
        throw new Error('The disk is broken.')
      })(),
    )
    await expect(copyIn(client, 'copy a from stdin', broken)).rejects.toThrow('disk is broken')
    expect((await client.query('select * from a')).rows).toEqual([])
  })
})
