import { expect, test } from 'vitest'
import { RESET_PURPOSE } from '#access'
import { accessStage, PASSWORD, type Stage } from './stage.ts'
import { startTotp, turnOnTotp } from './two-step.ts'

const NEW = 'another long password'

test('a customer makes an account, is signed in, and may do what customers may', async () => {
  await using stage = await accessStage()
  const body = { email: 'Buyer@Shop.Example', password: PASSWORD, name: 'Buyer' }
  const made = await stage.call('POST', '/auth/register', { body })
  expect(made).toMatchObject({ status: 201, body: { user: { email: 'buyer@shop.example' } } })
  const me = await stage.call('GET', '/auth/me', { bearer: String(made.body['accessToken']) })
  expect(me.body).toMatchObject({ role: 'customer', org: { id: stage.orgId } })
  const allowed = me.body['permissions'] as string[]
  expect(allowed).toContain('orders.place_own')
  expect(allowed.filter((name) => !name.endsWith('_own'))).toEqual([])

  expect(await stage.call('POST', '/auth/register', { body })).toMatchObject({ status: 409 })
  expect(await stage.logIn('BUYER@shop.example')).toMatchObject({ status: 200 })
})

test('an account needs a real address and a long password that is not the address', async () => {
  await using stage = await accessStage()
  const bodies: [object, number][] = [
    [{ email: 'no address', password: PASSWORD, name: 'X' }, 400],
    [{ email: 'a@shop.example', password: 'short', name: 'X' }, 400],
    [{ email: 'a@shop.example', password: 'x'.repeat(201), name: 'X' }, 400],
    [{ email: 'a@shop.example', password: 'A@shop.example', name: 'X' }, 422],
    [{ email: 'a@shop.example', password: PASSWORD, name: 'X\u0000' }, 400],
    [{ email: 'a@shop.example', password: `${PASSWORD}\ud800`, name: 'X' }, 400],
  ]
  for (const [body, expected] of bodies) {
    const { status } = await stage.call('POST', '/auth/register', { body })
    expect([body, status]).toEqual([body, expected])
  }
})

/** What the mailer will find in the history and open. */
async function mailedToken(stage: Stage): Promise<string> {
  const [row] = await stage.world.rows<{ data: { sealedToken: string } }>(
    `select data from history where type = 'password_reset.requested' and org_id = $1
     order by id desc limit 1`,
    [stage.orgId],
  )
  const sealed = Buffer.from(row!.data.sealedToken, 'base64')
  return Buffer.from(stage.runtime.secrets.open(sealed, RESET_PURPOSE)).toString()
}

test('a link from the mailbox gives a new password once, and ends all sessions', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const session = await stage.signedIn(email)
  await stage.call('POST', '/auth/password-reset', { body: { email } })
  await stage.call('POST', '/auth/password-reset', { body: { email } })
  const token = await mailedToken(stage)
  const confirm = (text: string, password = NEW) =>
    stage.call('POST', '/auth/password-reset/confirm', { body: { token: text, password } })

  expect(await confirm('a token that was never made')).toMatchObject({ status: 410 })
  expect(await confirm(token)).toMatchObject({ status: 200, body: { email } })
  expect(await confirm(token)).toMatchObject({ status: 410 })
  expect(await stage.call('GET', '/auth/me', session)).toMatchObject({ status: 401 })
  expect(await stage.logIn(email)).toMatchObject({ status: 401 })
  expect(await stage.logIn(email, { password: NEW })).toMatchObject({
    status: 200,
    body: { user: { emailVerified: true } },
  })
  const open = await stage.world.rows('select 1 from password_resets where used_at is null')
  expect(open).toEqual([]) // The link of the first request is gone too.
})

test('a change of the password ends the links to choose another one', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const mine = await stage.signedIn(email)
  // Asked for by somebody who reads the mailbox too.
  await stage.call('POST', '/auth/password-reset', { body: { email } })
  const token = await mailedToken(stage)
  const changed = { password: PASSWORD, newPassword: NEW }
  expect(await stage.call('POST', '/auth/password', { ...mine, body: changed })).toMatchObject({
    status: 204,
  })
  const body = { token, password: 'the password of a thief' }
  const late = await stage.call('POST', '/auth/password-reset/confirm', { body })
  expect(late).toMatchObject({ status: 410, body: { code: 'reset_link_invalid' } })
  expect(await stage.call('GET', '/auth/me', mine)).toMatchObject({ status: 200 })
})

test('a link from the mailbox is worth nothing after an hour', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  await stage.call('POST', '/auth/password-reset', { body: { email } })
  const body = { token: await mailedToken(stage), password: NEW }
  stage.world.pass(3_600_000)
  const late = await stage.call('POST', '/auth/password-reset/confirm', { body })
  expect(late).toMatchObject({ status: 410, body: { code: 'reset_link_invalid' } })
})

test('two who use one link at once are one', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  await stage.call('POST', '/auth/password-reset', { body: { email } })
  const body = { token: await mailedToken(stage), password: NEW }
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => stage.call('POST', '/auth/password-reset/confirm', { body })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(4)
})

test('whoever is invited chooses a password by a link that proves no mailbox', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const invited = await stage.call('POST', '/users', {
    ...owner,
    body: { email: 'New@shop.example', name: 'New', role: 'packer' },
  })
  const { token, url } = invited.body['invitation'] as { token: string; url: string }
  expect(url).toContain(`#${token}`)
  expect(await stage.logIn('new@shop.example')).toMatchObject({ status: 401 })
  const body = { token, password: NEW }
  await stage.call('POST', '/auth/password-reset/confirm', { body })
  expect(await stage.logIn('new@shop.example', { password: NEW })).toMatchObject({
    status: 200,
    body: { user: { emailVerified: false, passwordChangeDue: false } },
  })
})

test('whoever was invited and never came is invited again by a new link or a password', async () => {
  await using stage = await accessStage()
  const owner = await stage.signedIn('owner@shop.example')
  const invite = async (email: string, more: object = {}) => {
    const body = { email, role: 'packer', ...more }
    const { body: said } = await stage.call('POST', '/users', { ...owner, body })
    return said as { user: { id: string }; invitation: { token: string } | null }
  }
  const confirm = (token = '') =>
    stage.call('POST', '/auth/password-reset/confirm', { body: { token, password: NEW } })
  for (const password of [undefined, PASSWORD]) {
    const email = `late-${password ? 'given' : 'linked'}@shop.example`
    const { user, invitation: old } = await invite(email)
    await stage.call('DELETE', `/users/${user.id}`, owner)
    const { invitation } = await invite(email, { password })
    expect(await confirm(old?.token)).toMatchObject({ status: 410 })
    if (password) expect(invitation).toBeNull()
    else expect(await confirm(invitation?.token)).toMatchObject({ status: 200 })
    expect(await stage.logIn(email, { password: password ?? NEW })).toMatchObject({
      status: 200,
      body: { user: { passwordChangeDue: password !== undefined } },
    })
  }
})

test('a new name stands in the log beside the old one', async () => {
  await using stage = await accessStage()
  const { email } = await stage.person('viewer')
  const mine = await stage.signedIn(email)
  for (const name of ['Asha', 'Asha', 'Asha R']) {
    await stage.call('PATCH', '/auth/me', { ...mine, body: { name } })
  }
  const log = await stage.world.rows(
    `select before, after from audit_log where org_id = $1 and action = 'user.renamed' order by seq`,
    [stage.orgId],
  )
  expect(log).toEqual([
    { before: { name: 'viewer' }, after: { name: 'Asha' } },
    { before: { name: 'Asha' }, after: { name: 'Asha R' } },
  ])
})

test('two-step sign-in is on only after its first code, and then asks for one', async () => {
  await using stage = await accessStage()
  const person = await stage.person('owner')
  const { started, code, confirm, session } = await turnOnTotp(stage, person)
  expect(String(started.body['url'])).toMatch(/^otpauth:\/\/totp\/Penstock:/)
  expect(await confirm('000000')).toMatchObject({ status: 401 })
  expect(await stage.logIn(person.email)).toMatchObject({ status: 200 })
  const confirmed = await confirm(code())
  expect(new Set(confirmed.body['recoveryCodes'] as string[]).size).toBe(10)
  expect(await startTotp(stage, session, PASSWORD)).toMatchObject({ status: 409 })

  expect(await stage.logIn(person.email)).toMatchObject({
    status: 401,
    body: { code: 'totp_required' },
  })
  expect(await stage.logIn(person.email, { totp: '000000' })).toMatchObject({
    status: 401,
    body: { code: 'totp_wrong' },
  })
  const used = code()
  expect(await stage.logIn(person.email, { totp: used })).toMatchObject({ status: 401 })
  stage.world.pass(30_000)
  expect(await stage.logIn(person.email, { totp: used })).toMatchObject({ status: 401 })
  expect(await stage.logIn(person.email, { totp: code() })).toMatchObject({ status: 200 })
})

test('an open screen is not enough to lock its person out with two-step sign-in', async () => {
  await using stage = await accessStage()
  const session = await stage.signedIn((await stage.person('owner')).email)
  expect(await startTotp(stage, session, 'wrong wrong wrong')).toMatchObject({
    status: 403,
    body: { code: 'password_wrong' },
  })
  expect(await stage.call('POST', '/auth/totp', session)).toMatchObject({ status: 400 })
  const tried = { ...session, body: { code: '000000' } }
  expect(await stage.call('POST', '/auth/totp/confirm', tried)).toMatchObject({ status: 409 })
})

test('a code and a recovery code work once, even for ten at once', async () => {
  await using stage = await accessStage()
  const person = await stage.person('owner')
  const { code, confirm } = await turnOnTotp(stage, person)
  const codes = (await confirm(code())).body['recoveryCodes'] as string[]
  stage.world.pass(60_000)
  for (const totp of [code(), codes[0]!.toUpperCase().replaceAll('-', ' ')]) {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => stage.logIn(person.email, { totp })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  }
})

test('a new password does not get past the second step, and only a password turns it off', async () => {
  await using stage = await accessStage()
  const person = await stage.person('owner')
  const { code, confirm, session } = await turnOnTotp(stage, person)
  await confirm(code())
  const off = (password: string) =>
    stage.call('DELETE', '/auth/totp', { ...session, body: { password } })
  expect(await off('wrong wrong wrong')).toMatchObject({ status: 403 })
  expect(await off(PASSWORD)).toMatchObject({ status: 204 })
  expect(await stage.logIn(person.email)).toMatchObject({ status: 200 })

  const again = await turnOnTotp(stage, person)
  await again.confirm(again.code())
  await stage.call('POST', '/auth/password-reset', { body: { email: person.email } })
  const body = { token: await mailedToken(stage), password: NEW }
  await stage.call('POST', '/auth/password-reset/confirm', { body })
  expect(await stage.logIn(person.email, { password: NEW })).toMatchObject({
    status: 401,
    body: { code: 'totp_required' },
  })
})
