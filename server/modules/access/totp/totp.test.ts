import { expect, test } from 'vitest'
import { codeAt, newRecoveryCodes, newTotpSecret, recoveryCodeOf, stepOf } from './totp.ts'

// The secret and the first time of RFC 6238, appendix B, with six of its eight digits.
const SECRET = Buffer.from('12345678901234567890')

test.for([
  ['1970-01-01T00:00:59Z', '287082'],
  ['2005-03-18T01:58:29Z', '081804'],
  ['2033-05-18T03:33:20Z', '279037'],
] as const)('at %s the code is that of the RFC', ([at, code]) => {
  expect(codeAt(SECRET, new Date(at))).toBe(code)
})

const at = (s: number) => new Date(1_800_000_000_000 + s * 1_000)

test.for<[rule: string, s: number, step: number | undefined]>([
  ['is right in its half minute', 0, 60_000_000],
  ['is right half a minute later', 59, 60_000_000],
  ['is right for a clock that is late', -30, 60_000_000],
  ['is wrong a minute later', 60, undefined],
  ['is wrong a minute before', -31, undefined],
])('a code %s', ([, s, step]) => {
  const secret = newTotpSecret()
  expect(stepOf(secret, codeAt(secret, at(0)), at(s))).toBe(step)
})

test('a recovery code is known again however it was typed', () => {
  const [code] = newRecoveryCodes()
  expect(code).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  expect(recoveryCodeOf(` ${code!.toUpperCase().replaceAll('-', ' ')} `)).toBe(code)
})
