import { expect, test } from 'vitest'
import { z } from 'zod'
import { fromField, kindOf, labelOf, toField } from './kinds.ts'

const kindFor = (schema: z.ZodType) =>
  kindOf({ key: 'shop.x', schema: z.toJSONSchema(schema) }, 'INR')

test('the field of a setting follows from its schema', () => {
  expect(kindFor(z.string().regex(/x/))).toEqual({ type: 'text' })
  expect(kindFor(z.int().min(0))).toEqual({ type: 'number', isOptional: false })
  expect(kindFor(z.int().min(0).nullable())).toEqual({ type: 'number', isOptional: true })
  expect(kindFor(z.boolean())).toEqual({ type: 'yes or no' })
  expect(kindFor(z.enum(['a', 'b']))).toEqual({ type: 'choice', options: ['a', 'b'] })
  expect(kindFor(z.record(z.string(), z.int().min(0)))).toEqual({ type: 'amounts' })
  expect(kindFor(z.array(z.string()))).toEqual({ type: 'json' })
})

test('a value that is shown and not touched is sent as it was', () => {
  const values = [
    [z.string(), 'Asia/Kolkata'],
    [z.string(), '12'],
    [z.int(), 12],
    [z.int().nullable(), null],
    [z.boolean(), false],
    [z.enum(['a', 'b']), 'b'],
    [z.record(z.string(), z.int()), { EUR: 495, JPY: 600 }],
    [z.record(z.string(), z.int()), {}],
    [z.array(z.string()), ['a']],
  ] as const
  for (const [schema, value] of values) {
    const kind = kindFor(schema)
    expect(fromField(kind, toField(kind, value))).toEqual(value)
  }
})

test('what is no number is sent as it was typed, so that the server can say so', () => {
  expect(fromField({ type: 'number', isOptional: false }, 'ten')).toBe('ten')
  expect(fromField({ type: 'number', isOptional: false }, '')).toBe('')
})

test('a tax is typed in percent, and an amount in the unit of the currency', () => {
  const schema = z.toJSONSchema(z.int())
  const tax = kindOf({ key: 'sales.tax_rate_basis_points', schema }, 'INR')
  const shipping = kindOf({ key: 'sales.shipping_minor', schema }, 'INR')
  for (const [kind, text, value] of [
    [tax, '18', 1_800],
    [tax, '0.05', 5],
    [shipping, '50.00', 5_000],
    [shipping, '0.00', 0],
  ] as const) {
    expect([toField(kind, value), fromField(kind, text)]).toEqual([text, value])
  }
  expect(fromField(tax, '18.123')).toBe('18.123')
  expect(fromField(shipping, '50.001')).toBe('50.001')
})

test('amounts are typed with their currencies', () => {
  const kind = { type: 'amounts' } as const
  expect(toField(kind, { EUR: 495, JPY: 600 })).toBe('EUR 4.95, JPY 600')
  expect(fromField(kind, ' eur 1,004.95; JPY600, ')).toEqual({ EUR: 100_495, JPY: 600 })
  for (const wrong of ['4.95', 'EUR', 'EUR 4.955', 'EUR 1, EUR 2', 'EURO 1']) {
    expect(fromField(kind, wrong)).toBe(wrong)
  }
})

test('a span of time is typed in its unit, as it is stored', () => {
  const schema = z.toJSONSchema(z.int().nullable())
  const hours = kindOf({ key: 'sales.ships_within_hours', schema }, 'INR')
  expect(hours).toEqual({ type: 'number', isOptional: true, unit: 'hours' })
  expect([toField(hours, 48), fromField(hours, '48'), fromField(hours, '')]).toEqual([
    ...['48', 48, null],
  ])
})

test('a key is said without its unit, which stands in the field', () => {
  expect(labelOf('sales.free_shipping_from_minor')).toBe('Free shipping from')
  expect(labelOf('sales.ships_within_hours')).toBe('Ships within')
})
