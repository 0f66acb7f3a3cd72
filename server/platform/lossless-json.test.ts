import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Lossless, parseLossless } from './lossless-json.ts'

test.for<[text: string, value: unknown]>([
  ['{"id":820982911946154508}', { id: '820982911946154508' }],
  ['[1.10,1e2,-0,0.30000000000000004]', ['1.10', '1e2', '-0', '0.30000000000000004']],
  ['{"id":"7","on":true,"no":null}', { id: '7', on: true, no: null }],
  ['5', '5'],
  ['[-1 , "a: 5", "\\"9\\\\", {"7":8}]', ['-1', 'a: 5', '"9\\', { '7': '8' }]],
])('%s is read as it was written', ([text, value]) => {
  expect(parseLossless(text)).toEqual(value)
})

test.for(['{"a":', '{5:1}', '[01]', '[1.2.3]', '[--5]', '[1 2]', '["a"1]', '"1', '[.5]', '[1.]'])(
  '%s is refused as by JSON.parse',
  (text) => {
    expect(() => parseLossless(text)).toThrow(SyntaxError)
  },
)

/** The same by a reviver, which is slower and plainly right. */
const slowly = (text: string): Lossless =>
  JSON.parse(text, ((_name: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' ? source : value) as (name: string, value: unknown) => unknown)

test('any text is read as by a reviver, or refused as by one', () => {
  const outcome = (parse: (text: string) => unknown, text: string) => {
    try {
      return { value: parse(text) }
    } catch (error) {
      return { refused: error instanceof SyntaxError }
    }
  }
  const marks = fc.constantFrom(...'{}[],:"\\ -+.eE0123456789tn'.split(''), '"a"', 'true')
  const broken = fc.array(marks, { maxLength: 12 }).map((parts) => parts.join(''))
  const pretty = fc.json().map((text) => JSON.stringify(JSON.parse(text), null, 2))
  fc.assert(
    fc.property(fc.oneof(fc.json(), pretty, broken), (text) => {
      expect(outcome(parseLossless, text)).toEqual(outcome(slowly, text))
    }),
    { numRuns: 3_000 },
  )
})
