import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './hash.ts'

test('a password is kept as argon2id with 19 MiB and two passes, never twice the same', async () => {
  const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')]
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(one).not.toBe(two)
})

test('a password that was made elsewhere with other costs is understood', async () => {
  const stored =
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
  expect(await isPassword('password', stored)).toBe(true)
  expect(await isPassword('Password', stored)).toBe(false)
})

test.for<[rule: string, typed: string, isRight: boolean]>([
  ['the right one is right', 'Crème brûlée 12', true],
  ['the same word from another keyboard is right', 'Cre\u0300me bru\u0302le\u0301e 12', true],
  ['another one is wrong', 'Creme brulee 12', false],
  ['a blank more is wrong', 'Crème brûlée 12 ', false],
  ['nothing is wrong', '', false],
])('%s', async ([, typed, isRight]) => {
  expect(await isPassword(typed, await hashPassword('Crème brûlée 12'))).toBe(isRight)
})

test('where there is no password every one is wrong', async () => {
  expect(await isPassword('', null)).toBe(false)
})

test('more checks than can be done soon are turned away', async () => {
  const checks = await Promise.allSettled(
    Array.from({ length: 70 }, () => isPassword('password', CHEAP)),
  )
  const refused = checks.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(4)
  expect(refused[0]).toMatchObject({ reason: { code: 'sign_in_busy', status: 503 } })
})

const CHEAP = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
