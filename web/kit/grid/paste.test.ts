import { expect, test } from 'vitest'
import { pasted } from './paste.ts'
import type { GridColumn } from './use-grid.ts'

type Row = { sku: string; isFirst: boolean }

const text = () => ''
const columns: readonly GridColumn<Row>[] = [
  { name: 'sku', title: 'SKU', show: ({ sku }) => sku },
  { name: 'product', title: 'Product', text, isFor: ({ isFirst }) => isFirst },
  { name: 'variant', title: 'Variant', text },
  { name: 'reserved', title: 'Reserved', show: () => 0 },
  { name: 'price', title: 'Price', text },
  { name: 'sold', title: 'Sold', text, options: [{ value: 'yes', label: 'For sale' }] },
]

/** Two products, of which each has its own cells in the first row only. */
const rows = ['A1', 'A2', 'B1', 'B2'].map((sku) => ({ sku, isFirst: sku.endsWith('1') }))

const keyOf = ({ sku }: Row) => sku

/** Such as "price of A2: 7". */
function paste(rowKey: string, column: string, table: string[][]) {
  const { cells, leftOut } = pasted({ rowKey, column }, table, { rows, columns, keyOf })
  return { cells: cells.map((cell) => `${cell.column.name} ${cell.row.sku}: ${cell.to}`), leftOut }
}

test('a column goes down its own column, through rows that have fewer cells', () => {
  const prices = [['1'], ['2'], ['3'], ['4']]
  expect(paste('A1', 'price', prices)).toEqual({
    cells: ['price A1: 1', 'price A2: 2', 'price B1: 3', 'price B2: 4'],
    leftOut: [],
  })
  expect(paste('A2', 'price', prices)).toEqual({
    cells: ['price A2: 1', 'price B1: 2', 'price B2: 3'],
    leftOut: ['4'],
  })
})

test('what has no cell is left out and said, and nothing moves up or aside for it', () => {
  expect(paste('A1', 'product', [['Mug', 'Red'], ['Jug', 'Blue'], ['Cup'], ['']])).toEqual({
    cells: ['product A1: Mug', 'variant A1: Red', 'variant A2: Blue', 'product B1: Cup'],
    leftOut: ['Jug'],
  })
})

test('a column that is only looked at counts too, and what is beyond the last one is left out', () => {
  expect(paste('B2', 'variant', [['Red', '5', '7', 'for sale', 'more']])).toEqual({
    cells: ['variant B2: Red', 'price B2: 7', 'sold B2: yes'],
    leftOut: ['5', 'more'],
  })
})
