import { expect, test } from 'vitest'
import { parseLossless } from './lossless-json.ts'

test.for<[text: string, value: unknown]>([
  ['{"id":820982911946154508}', { id: '820982911946154508' }],
  ['[1.10,1e2,-0,0.30000000000000004]', ['1.10', '1e2', '-0', '0.30000000000000004']],
  ['{"id":"7","on":true,"no":null}', { id: '7', on: true, no: null }],
  ['5', '5'],
])('%s is read as it was written', ([text, value]) => {
  expect(parseLossless(text)).toEqual(value)
})

test('a broken text is refused as by JSON.parse', () => {
  expect(() => parseLossless('{"a":')).toThrow(SyntaxError)
})
