import { expect, test } from 'vitest'
import { exponentOf } from '#platform/money.ts'
import { currencyDigits } from '../web/kit/money.tsx'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')

test('the portal shows as many digits of a currency as the server counts', () => {
  const codes = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)))
  expect(codes.filter((code) => currencyDigits(code) !== exponentOf(code))).toEqual([])
})
