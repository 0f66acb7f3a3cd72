import { expect, test } from 'vitest'
import { cellsOf, changesOf, type Edits, withEdit } from './edits.ts'

const row = { sku: 'MUG' }
const edit = (column: string, from: string, to: string) => ({
  ...{ row, rowKey: 'MUG', column, from, to },
})

test('what was there when somebody began is remembered, whatever comes in between', () => {
  const begun = withEdit<typeof row>({}, edit('onHand', '10', '12'))
  const later = withEdit(begun, edit('onHand', '9', '13'))
  expect(changesOf(later)).toEqual([
    { key: 'MUG', row, cells: { onHand: { from: '10', to: '13' } } },
  ])
})

test('the old value typed again is no change', () => {
  const begun = withEdit<typeof row>({}, edit('onHand', '10', '12'))
  expect(withEdit(begun, edit('onHand', '10', '10'))).toEqual({})
})

test('the changes of one row are saved together', () => {
  const edits = [edit('onHand', '1', '2'), { ...edit('low', '3', '4') }].reduce(
    (all: Edits<typeof row>, one) => withEdit(all, one),
    {},
  )
  expect(changesOf(edits)).toHaveLength(1)
})

test.for<[name: string, text: string, cells: string[][]]>([
  ['one cell', '7', [['7']]],
  ['a column', '7\r\n8\r\n', [['7'], ['8']]],
  [
    'a table',
    '7\t x \n8\t',
    [
      ['7', 'x'],
      ['8', ''],
    ],
  ],
])('%s is pasted', ([, text, cells]) => {
  expect(cellsOf(text)).toEqual(cells)
})
