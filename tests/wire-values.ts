import fc from 'fast-check'

const text = fc
  .string({ unit: 'binary', maxLength: 80 })
  .filter((one) => !one.includes('\u0000') && one.isWellFormed())

/** What PostgreSQL can keep, by its type; texts also such as mean something in an array. */
export const WIRE_VALUES = {
  boolean: fc.boolean(),
  smallint: fc.integer({ min: -32_768, max: 32_767 }),
  int: fc.integer(),
  bigint: fc.maxSafeInteger(),
  text: fc.oneof(text, fc.constantFrom('', 'NULL', '{}', '"', 'a,b', String.raw`a\b`)),
  bytea: fc.uint8Array({ maxLength: 80 }),
  uuid: fc.oneof(fc.uuid(), fc.constant('b0000000-0000-7000-8000-000000000001')),
  timestamptz: fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  }),
}
