import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CanonicalFlag } from '../../canonical.ts'
import { addsUp, amountsIn } from './amounts.ts'
import { isSignedBy } from './hmac.ts'
import { at, isTrue, jsonOf, listOf, objectOf, objectsOf } from './json.ts'
import { isWhole, less, lesserOf, perOne, quantityOf, sumOf, timesQuantity } from './quantity.ts'
import { priceOf } from './price.ts'
import {
  barcodeOf,
  countryOf,
  currencyOf,
  idOf,
  joined,
  recordOf,
  textOf,
  wordsOf,
} from './text.ts'
import { instantOf, instantOfSeconds } from './time.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('bytes that are no JSON are nothing, however deep or broken they are', () => {
  expect(jsonOf(bytes('{"id": 820982911946154508}'))).toEqual({ id: '820982911946154508' })
  expect(jsonOf(bytes(''))).toBeUndefined()
  expect(jsonOf(bytes('<html>'))).toBeUndefined()
  expect(jsonOf(Uint8Array.of(0xff, 0xfe))).toBeUndefined()
  expect(jsonOf(bytes('['.repeat(1_000_000)))).toBeUndefined()
  expect(() => jsonOf(bytes('['.repeat(200_000) + ']'.repeat(200_000)))).not.toThrow()
})

test('a body that is no UTF-8 anywhere is read as older programs write', () => {
  const said = (body: Uint8Array) => jsonOf(body)
  const name = { name: 'Zoë Müller – 5 €' }
  const older = Buffer.from(
    JSON.stringify(name).replace('–', '\u0096').replace('€', '\u0080'),
    'latin1',
  )
  expect(said(older)).toEqual(name)
  for (const text of ['{"name":"\ufffd"}', '\ufeff{"name":"Zoë"}']) {
    expect(said(bytes(text))).toEqual(JSON.parse(text.replace('\ufeff', '')))
  }
  // A letter that was cut in half takes no other one with it.
  const cut = Buffer.concat([bytes('{"name":"आशा '), Buffer.of(0xe0), bytes('"}')])
  expect(said(cut)).toEqual({ name: 'आशा \ufffd' })
})

test('a walk over anything ends in something of the kind that was asked for', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const value = jsonOf(bytes(text))
      expect(typeof objectOf(value)).toBe('object')
      expect(Array.isArray(listOf(value))).toBe(true)
      expect(objectsOf(value).every((entry) => !Array.isArray(entry))).toBe(true)
      expect(at(value, 'toString', 'length')).toBeUndefined()
      expect(textOf(value) ?? 'none').not.toBe('')
      expect(typeof recordOf(value)).toBe('object')
    }),
  )
})

test.for<[amount: unknown, currency: string | null, minor: number | null]>([
  ['19.90', 'INR', 1_990],
  ['19', 'JPY', 19],
  ['0', 'USD', 0],
  ['', 'USD', null],
  [null, 'USD', null],
  [undefined, 'USD', null],
  [{ amount: '1' }, 'USD', null],
  ['-1', 'USD', null],
  ['free', 'USD', null],
  ['1e300', 'USD', null],
  ['99999999999999', 'USD', null],
  ['19.90', null, null],
])('a listing that costs %j of %s costs %s', ([amount, currency, minor]) => {
  const price = minor === null ? null : { priceMinor: minor, currency }
  expect(priceOf(amount as never, currency)).toEqual(price)
})

test('a barcode is a short text, or none', () => {
  expect(['8901', ' 8901 ', '', null, 'x'.repeat(101), 'a\u0007b'].map(barcodeOf)).toEqual([
    ...['8901', '8901', null, null, null, null],
  ])
})

test('text is what PostgreSQL takes: no NUL, no half of a pair, nothing endless', () => {
  expect(textOf(' a\0b\ud83d ')).toBe('ab\ufffd')
  expect(textOf('\0 ')).toBeNull()
  expect(textOf('😀'.repeat(2), 3)).toBe('😀\ufffd')
  expect(textOf('x'.repeat(5_000))).toHaveLength(1_000)
  expect(textOf(null)).toBeNull()
})

test('small words of platforms', () => {
  expect([idOf('0'), idOf(''), idOf('12')]).toEqual([null, null, '12'])
  expect([countryOf('in'), countryOf('India'), countryOf('')]).toEqual(['IN', null, null])
  expect([currencyOf('usd'), currencyOf('US$')]).toEqual(['USD', null])
  expect(joined('Ada', null, '', 'Lovelace')).toBe('Ada Lovelace')
  expect(['true', '1', true, 'false', null, false].map(isTrue)).toEqual([
    ...[true, true, true],
    ...[false, false, false],
  ])
  const list = [{ name: 'Engraving', value: 'Ada' }, { name: 'Empty', value: '' }, 'odd']
  expect(recordOf(list)).toEqual({ Engraving: 'Ada' })
  expect(wordsOf({ status: 'odd', test: false, gone: null }, 'status', 'test', 'gone')).toEqual({
    status: 'odd',
    test: 'false',
  })
})

test.for<[given: string, instant: string | null]>([
  ['2008-01-10T11:00:00-05:00', '2008-01-10T16:00:00.000Z'],
  ['2021-12-31T19:00:00+0530', '2021-12-31T13:30:00.000Z'],
  ['2024-08-07T22:57:57.290670248Z', '2024-08-07T22:57:57.290Z'],
  ['2017-03-22T16:28:02', '2017-03-22T16:28:02.000Z'],
  ['2017-03-22 16:28:02', '2017-03-22T16:28:02.000Z'],
  ['2017-03-22', '2017-03-22T00:00:00.000Z'],
  ['Wed, 05 Jun 2019 16:28:45 +0000', '2019-06-05T16:28:45.000Z'],
  ['0000-00-00 00:00:00', null],
  ['2026-13-01T00:00:00Z', null],
  ['2026-02-30T10:00:00+05:30', null],
  ['2026-06-31', null],
  ['2024-02-29 23:59:59', '2024-02-29T23:59:59.000Z'],
  ['9999-12-31T23:59:59Z', null],
  ['yesterday', null],
  ['12', null],
])('the moment %s', ([given, instant]) => {
  expect(instantOf(given)).toBe(instant)
})

test('a moment without an offset is taken in the one that is given', () => {
  expect(instantOf('2026-08-01 10:00:00', '+05:30')).toBe('2026-08-01T04:30:00.000Z')
  expect(instantOf('2026-08-01T10:00:00Z', '+05:30')).toBe('2026-08-01T10:00:00.000Z')
  expect(instantOfSeconds('1.569521782042E9')).toBe('2019-09-26T18:16:22.042Z')
  expect(instantOfSeconds('1561479335')).toBe('2019-06-25T16:15:35.000Z')
  expect(instantOfSeconds('soon')).toBeNull()
})

test('amounts are read exactly, and lost digits leave a flag', () => {
  const flags = new Set<CanonicalFlag>()
  const amounts = amountsIn('JPY', flags)
  expect(['27164', '27164.0', '27164.00'].map(amounts.read)).toEqual([27_164, 27_164, 27_164])
  expect(flags.size).toBe(0)
  expect(amounts.read('16.24')).toBe(16)
  expect([...flags]).toEqual(['precision_rounded'])
  expect([amounts.read('a lot'), amounts.read({}), amounts.readOrZero(null)]).toEqual([
    ...[null, null],
    0,
  ])
  expect(Number.isSafeInteger(amounts.sum(Array(3).fill(Number.MAX_SAFE_INTEGER)))).toBe(true)
})

test('the parts of an order make its total, or do not', () => {
  const totals = {
    itemsMinor: 59_700,
    discountMinor: 1_000,
    shippingMinor: null,
    feesMinor: 0,
    taxMinor: 1_194,
    grandTotalMinor: 59_894,
    currentTotalMinor: null,
    refundedMinor: null,
    outstandingMinor: null,
  }
  expect(addsUp(totals, false)).toBe(true)
  expect(addsUp(totals, true)).toBe(false)
  expect(addsUp({ ...totals, grandTotalMinor: null }, true)).toBe(true)
})

test('quantities of four digits are added and taken away exactly', () => {
  expect(['1', '1.50', '0.12345', '007', ' 2 '].map(quantityOf)).toEqual([
    ...['1', '1.5', '0.1234', '7', '2'],
  ])
  expect(['', '-1', '1e3', 'x', '99999999999', null, '.'].map((text) => quantityOf(text))).toEqual(
    Array(7).fill(null),
  )
  expect(sumOf(['0.1', '0.2'])).toBe('0.3')
  expect([less('1.5', '0.25'), less('1', '3')]).toEqual(['1.25', '0'])
  expect([lesserOf('2', '10'), isWhole('2'), isWhole('2.5')]).toEqual(['2', true, false])
  expect([perOne(20_000, '1.5'), perOne(-5, '2'), perOne(5, '0')]).toEqual([13_333, -3, null])
  expect([timesQuantity(199, '1.5'), timesQuantity(-101, '0.5')]).toEqual([299, -51])
})

test('a signature fits one of the secrets and these very bytes', () => {
  const signature = 'FDyo1Re6GxgQJdcysc8nXZAQT8pXuwKlZVQpeKoYxLY='
  const fits = (secrets: string[], body: string, given = signature) =>
    isSignedBy(secrets, bytes(body), given, 'base64')
  expect([fits(['s'], '{}'), fits(['other', 's'], '{}')]).toEqual([true, true])
  expect([fits(['t'], '{}'), fits(['s'], '{ }'), fits([], '{}')]).toEqual([false, false, false])
  expect(
    ['', signature.slice(1), `${signature}=`].map((given) => fits(['s'], '{}', given)),
  ).toEqual([...[false, false, false]])
})
