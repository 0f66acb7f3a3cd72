import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalOf, minorOf } from './money.ts'

test.for<[text: string, currency: string, minor: number | undefined, wasRounded: boolean]>([
  ['598.94', 'USD', 59_894, false],
  ['62.6793', 'USD', 6_268, true],
  ['8', 'USD', 800, false],
  ['10.799999999999999', 'USD', 1_080, true],
  ['-10.00', 'EUR', -1_000, false],
  ['.5', 'EUR', 50, false],
  ['1.005', 'EUR', 101, true],
  ['-1.005', 'EUR', -101, true],
  ['1e3', 'INR', 100_000, false],
  ['1.5e-1', 'INR', 15, false],
  ['27164.00', 'JPY', 27_164, false],
  ['16.24', 'JPY', 16, true],
  ['29.350', 'KWD', 29_350, false],
  ['1234.5', 'HUF', 123_450, false],
  ['0.00', 'USD', 0, false],
  ['-0', 'USD', 0, false],
])('%s %s is %i', ([text, currency, minor, wasRounded]) => {
  expect(minorOf(text, currency)).toEqual({ minor, wasRounded })
})

test.for(['', '-', '.', 'NaN', '1,234.50', '0x10', '1e999999', '99999999999999999999', '12 34'])(
  '"%s" is no amount',
  (text) => {
    expect(minorOf(text, 'USD')).toBeUndefined()
  },
)

test('what is written is read again', () => {
  const currency = fc.constantFrom('USD', 'JPY', 'KWD', 'CLF')
  fc.assert(
    fc.property(fc.maxSafeInteger(), currency, (minor, code) => {
      expect(minorOf(decimalOf(minor, code), code)).toEqual({ minor, wasRounded: false })
    }),
  )
})
