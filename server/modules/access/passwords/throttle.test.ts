import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { type Attempt, forgive, keyOf, takeGuess, takeTurn } from './throttle.ts'

const WINDOW_MS = 15 * 60_000

/** How many of these guesses may be checked. */
async function checked(world: Scene, attempts: Attempt[]): Promise<number> {
  const taken = await Promise.allSettled(attempts.map((attempt) => takeGuess(world.ctx, attempt)))
  return taken.filter(({ status }) => status === 'fulfilled').length
}

const many = (count: number, attempt: (n: number) => Attempt) =>
  Array.from({ length: count }, (_, n) => attempt(n))

test('one address may not try one password on everybody', async () => {
  await using world = await scene()
  const spray = many(130, (n) => ({ email: `person-${n}@shop.example`, ip: '198.51.100.7' }))
  expect(await checked(world, spray)).toBe(100)
  const other = many(3, (n) => ({ email: `person-${n}@shop.example`, ip: '203.0.113.9' }))
  expect(await checked(world, other)).toBe(3)
  world.pass(WINDOW_MS)
  expect(await checked(world, spray)).toBe(100)
})

test('a network of IPv6 is one address, and so is an IPv4 address in its form', async () => {
  await using world = await scene()
  const email = 'owner@shop.example'
  const neighbours = many(12, (n) => ({ email, ip: `2001:db8:0:1::${n}` }))
  expect(await checked(world, neighbours)).toBe(10)
  const two = many(12, (n) => ({
    email: 'viewer@shop.example',
    ip: n % 2 ? '198.51.100.7' : '::ffff:198.51.100.7',
  }))
  expect(await checked(world, two)).toBe(10)
})

test('who is right is not counted, and starts anew', async () => {
  await using world = await scene()
  const attempt = { email: 'owner@shop.example', ip: '203.0.113.50' }
  for (let round = 0; round < 3; round++) {
    // The budget that strangers share is left alone here: it is not theirs to start anew.
    await world.rows('delete from attempts where key = $1', [keyOf('account', attempt.email)])
    expect(
      await checked(
        world,
        many(9, () => attempt),
      ),
    ).toBe(9)
    const right = await takeGuess(world.ctx, attempt)
    await inTransaction(world.ctx.db, (tx) => forgive(tx, right))
  }
})

test('a guess that is refused for one reason uses up nothing else', async () => {
  await using world = await scene()
  const attacker = { email: 'owner@shop.example', ip: '198.51.100.7' }
  await checked(
    world,
    many(10, () => attacker),
  )
  const before = await world.rows('select key, count, since from attempts order by key')
  expect(
    await checked(
      world,
      many(200, () => attacker),
    ),
  ).toBe(0)
  expect(await world.rows('select key, count, since from attempts order by key')).toEqual(before)
})

test('a limit from the first on ends a window later, however busy it was', async () => {
  await using world = await scene()
  const limit = { key: keyOf('test'), max: 2, windowMs: 60_000, since: 'first' as const }
  await takeTurn(world.ctx, limit)
  world.pass(59_000)
  await takeTurn(world.ctx, limit)
  await expect(takeTurn(world.ctx, limit)).rejects.toMatchObject({
    code: 'too_many_attempts',
    details: { retryAfterS: 1 },
  })
  world.pass(1_000)
  await takeTurn(world.ctx, limit)
})
