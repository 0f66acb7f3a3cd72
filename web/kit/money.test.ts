import { expect, test } from 'vitest'
import { formatAmount } from './amount.tsx'
import { formatMoney, minorOf, plainMoney } from './money.tsx'

const plain = (text: string) => text.replaceAll(/\s/g, ' ')

test.for<
  [rule: string, minor: bigint | number | string, currency: string, language: string, text: string]
>([
  ['two digits, as most currencies have', 123_456, 'EUR', 'en-GB', '€1,234.56'],
  ['groups by lakh and crore in India', 1_234_567_890, 'INR', 'en-IN', '₹1,23,45,678.90'],
  ['no digits for the yen', 500, 'JPY', 'en-GB', 'JP¥500'],
  ['three digits for the dinar', 1_234, 'KWD', 'en-GB', 'KWD 1.234'],
  ['two for the forint, where Intl would show none', 12_345, 'HUF', 'en-GB', 'HUF 123.45'],
  ['cents alone keep their place', 7, 'USD', 'en-US', '$0.07'],
  ['what is owed is negative', -150, 'USD', 'en-US', '-$1.50'],
  [
    'exact beyond what a float can hold',
    '900719925474099301',
    'USD',
    'en-US',
    '$9,007,199,254,740,993.01',
  ],
])('%s', ([, minor, currency, language, text]) => {
  expect(plain(formatMoney(minor, currency, language))).toBe(text)
})

test.for<[text: string, currency: string, minor: number | undefined]>([
  ['249.00', 'INR', 24_900],
  ['249', 'INR', 24_900],
  ['1,24,900.5', 'INR', 12_490_050],
  ['500', 'JPY', 500],
  ['500.1', 'JPY', undefined],
  ['1.2345', 'KWD', undefined],
  ['-1', 'INR', undefined],
  ['', 'INR', undefined],
  ['ten', 'INR', undefined],
])('%s in %s is typed as an amount, or is none', ([text, currency, minor]) => {
  expect(minorOf(text, currency)).toBe(minor)
})

test('an amount is typed as it is shown in a field', () => {
  expect([plainMoney(24_907, 'INR'), plainMoney(500, 'JPY'), plainMoney(5, 'KWD')]).toEqual([
    ...['249.07', '500', '0.005'],
  ])
})

test('beside the name of its currency an amount keeps its digits', () => {
  expect(formatAmount(1_234_567_890, 'INR', 'en-IN')).toBe('1,23,45,678.90')
  expect(formatAmount(4_140, 'JPY', 'en-IN')).toBe('4,140')
})
