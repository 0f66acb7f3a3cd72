import { expect, test } from 'vitest'
import { VARIANTS_MAX } from '#catalog'
import { type Candidate, type Facts, planProducts, type Row } from './plan.ts'

const NOTHING: Facts = {
  ...{ own: new Set(), doubled: new Set(), homes: new Map(), barcodes: new Set() },
}

const details = (productTitle: string | null, variantTitle: string | null = null) => ({
  ...{ productTitle, variantTitle, barcode: null, price: null },
})

let last = 0
const listed = (externalSku: string | null, more: Partial<Candidate> = {}): Candidate => {
  const id = `listing-${++last}`
  return {
    ...{ id, storeId: 'store', ref: `variant:${id}`, productId: null, variantId: id, externalSku },
    ...{ title: 'Mug', sku: null, mappedBy: null, state: 'active', buffer: null, maxListed: null },
    ...{ pushState: 'none', pushed: null, pushedAt: null, pushProblem: null, seen: null },
    ...{ version: 1, details: null, extra: {} },
    ...more,
  }
}

function planned(listings: Candidate[], facts: Partial<Facts> = {}): Row[] {
  let products = 0
  return planProducts(listings, { ...NOTHING, ...facts }, () => `product-${++products}`)
}

const wordOf = (row: Row): string =>
  row.type === 'created' ? row.product.sku : row.type === 'mapped' ? `= ${row.sku}` : row.why

test('variants of one product there are variants of one product here', () => {
  const tee = (size: string) => ({ productId: 'p1', details: details('Tee', size) })
  const rows = planned([
    ...[listed('TEE-S', tee('S')), listed('TEE-L', tee('L')), listed('LAMP', { title: 'Lamp' })],
    listed('CUP', { productId: 'p2', title: 'Blue\ncup' }),
    listed('CUP-2', { productId: 'p2', title: 'Red cup' }),
    listed('TIE', { productId: 'p3', details: details('Tie', 'Silk') }),
  ])
  const made = rows.map((row) => row.type === 'created' && row.product)
  expect(made).toMatchObject([
    { productId: 'product-1', productName: 'Tee', name: 'S' },
    { productId: 'product-1', productName: 'Tee', name: 'L' },
    { productId: 'product-2', productName: 'Lamp', name: '' },
    { productId: 'product-3', productName: 'Blue cup' },
    { productId: 'product-3', name: 'Red cup' },
    { productId: 'product-4', productName: 'Tie', name: 'Silk' },
  ])
  const home = { productId: 'ours', variants: 2 }
  expect(planned([listed('TEE-M', tee('M'))], { homes: new Map([['p1', home]]) })).toMatchObject([
    { product: { productId: 'ours', productName: null, name: 'M' } },
  ])
})

test.for<[why: string, listing: Candidate, facts?: Partial<Facts>]>([
  ['mapped_already', listed('MUG', { sku: 'CUP' })],
  ['sku_missing', listed(null)],
  ['sku_unusable', listed('S'.repeat(101))],
  ['sku_unusable', listed('A\u0007B')],
  ['sku_doubled', listed('MUG'), { doubled: new Set(['MUG']) }],
  ['title_missing', listed('MUG', { title: '' })],
  ['title_missing', listed('MUG', { title: '\n', details: details(null) })],
  [
    'product_full',
    listed('MUG', { productId: 'p1' }),
    { homes: new Map([['p1', { productId: 'ours', variants: VARIANTS_MAX }]]) },
  ],
  ['= MUG', listed('MUG', { title: '' }), { own: new Set(['MUG']), doubled: new Set(['MUG']) }],
])('%s, and the others go on', ([why, listing, facts]) => {
  expect(planned([listing, listed('LAMP')], facts).map(wordOf)).toEqual([why, 'LAMP'])
})

test('a SKU and a barcode are taken once, and a price needs a currency of this world', () => {
  const said = { ...details('Mug'), barcode: '8901', price: { priceMinor: 100, currency: 'INR' } }
  const rows = planned([
    listed('MUG', { details: said }),
    listed('MUG'),
    listed('CUP', { details: { ...said, price: { priceMinor: 1, currency: 'QQQ' } } }),
  ])
  expect(rows.map(wordOf)).toEqual(['MUG', '= MUG', 'CUP'])
  expect(rows).toMatchObject([
    { product: { barcode: '8901', price: { priceMinor: 100, currency: 'INR' } } },
    {},
    { isBarcodeTaken: true, product: { barcode: null, price: null } },
  ])
  const [other] = planned([listed('POT', { details: said })], { barcodes: new Set(['8901']) })
  expect(other).toMatchObject({ isBarcodeTaken: true, product: { barcode: null } })
})
