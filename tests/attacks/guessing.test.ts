import { expect, test } from 'vitest'
import { accessStage, PASSWORD, type Stage } from './stage.ts'

const guess = (stage: Stage, email: string, ip: string, password = 'wrong wrong wrong') =>
  stage.call('POST', '/auth/login', { body: { email, password }, ip })

/** Guesses that reached the password: the others were turned away before. */
const checked = (answers: { status: number }[]) =>
  answers.filter(({ status }) => status === 401 || status === 200).length

test('of a thousand guesses from one address at most ten are checked', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('owner')
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () => guess(stage, email, '198.51.100.7')),
  )
  expect(checked(answers)).toBeLessThanOrEqual(10)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]))
  const refused = answers.find(({ status }) => status === 429)!
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(890)
  expect(await guess(stage, email, '198.51.100.7', PASSWORD)).toMatchObject({ status: 429 })
})

test('where somebody has signed in before, guesses are bounded just as well', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('owner')
  const home = '203.0.113.50'
  expect(await guess(stage, email, home, PASSWORD)).toMatchObject({ status: 200 })
  const answers = await Promise.all(Array.from({ length: 30 }, () => guess(stage, email, home)))
  expect(checked(answers)).toBe(10)
})

test('ten guesses in any quarter of an hour, and the eleventh does not prolong the wait', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('owner')
  const ip = '198.51.100.7'
  for (let minute = 0; minute < 10; minute++) {
    expect(await guess(stage, email, ip)).toMatchObject({ status: 401 })
    stage.world.pass(60_000)
  }
  stage.world.pass(13 * 60_000)
  const refused = await guess(stage, email, ip)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60)
  stage.world.pass(60_000)
  expect(await guess(stage, email, ip)).toMatchObject({ status: 401 })
})

test('whoever guesses cannot lock the real person out, not even from many addresses', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('owner')
  const home = '203.0.113.50'
  expect(await guess(stage, email, home, PASSWORD)).toMatchObject({ status: 200 })
  const answers = []
  for (let host = 1; host <= 40; host++) {
    answers.push(await guess(stage, email, `198.51.100.${host}`))
  }
  expect(checked(answers)).toBe(10)
  expect(await guess(stage, email, home, PASSWORD)).toMatchObject({ status: 200 })
  expect(await guess(stage, email, '192.0.2.1', PASSWORD)).toMatchObject({ status: 429 })
  stage.world.pass(900_000)
  expect(await guess(stage, email, '192.0.2.1', PASSWORD)).toMatchObject({ status: 200 })
})

// Other tests may take the processor from one half of the guesses.
test(
  'an unknown e-mail takes as long, and is told the same, as a wrong password',
  { retry: 2 },
  async () => {
    await using stage = await accessStage()
    const people = await Promise.all(Array.from({ length: 4 }, () => stage.slowPerson('viewer')))
    const known: number[] = []
    const unknown: number[] = []
    const answers = new Set<string>()
    for (let n = 0; n < 12; n++) {
      const pairs: [string, number[]][] = [
        [people[n % 4]!.email, known],
        [`nobody-${n % 4}@shop.example`, unknown],
      ]
      for (const [email, times] of n % 2 ? pairs : pairs.toReversed()) {
        const begin = performance.now()
        const { status, body } = await guess(stage, email, `198.51.100.${n % 5}`)
        times.push(performance.now() - begin)
        answers.add(`${status} ${body['code']} ${body['detail']}`)
      }
    }
    const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!
    expect([...answers]).toEqual([expect.stringMatching(/^401 invalid_credentials/)])
    // Without work on a password for nobody it would be a tenth.
    const bound = Math.max(20, median(known) * 0.4)
    expect(Math.abs(median(known) - median(unknown))).toBeLessThan(bound)
  },
)

test('a storm of sign-ins is turned away in part, and nobody else waits for it', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const me = await stage.signedIn(email)
  const storm = Array.from({ length: 120 }, (_, n) =>
    guess(stage, `nobody-${n}@shop.example`, `198.51.${n}.7`),
  )
  const begin = performance.now()
  expect(await stage.call('GET', '/auth/me', me)).toMatchObject({ status: 200 })
  const waitedMs = performance.now() - begin
  const answers = await Promise.all(storm)
  expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(20)
  expect(waitedMs).toBeLessThan(2_000)
})

test('asking for a new password says nothing about who has an account', async () => {
  await using stage = await accessStage()
  const { id, email } = await stage.person('viewer')
  const ask = async (address: string) => {
    const begin = performance.now()
    const { status, body } = await stage.call('POST', '/auth/password-reset', {
      body: { email: address },
    })
    return { status, body, tookMs: performance.now() - begin }
  }
  const answers = [await ask(email), await ask('nobody@shop.example'), await ask(email)]
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 202, body: {} })
    expect(answer.tookMs).toBeGreaterThan(140) // What is done takes far less, and nobody sees it.
  }
  for (let n = 0; n < 5; n++) await ask(email)
  const sent = await stage.world.rows(
    `select subject_id from history where type = 'password_reset.requested' and org_id = $1`,
    [stage.orgId],
  )
  expect(sent).toEqual([{ subject_id: id }, { subject_id: id }, { subject_id: id }])
})
