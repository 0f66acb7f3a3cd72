import { expect, test } from 'vitest'
import * as audit from '#audit'
import { newId } from '#platform/random.ts'
import { aProduct, type CatalogStage, catalogStage } from '#tests/http/catalog-stage.ts'

test('a product is created with its variants and prices, and read as it was sent', async () => {
  await using stage = await catalogStage()
  const variants = [
    {
      ...{ sku: 'MUG-R', name: 'Red', priceMinor: 49_900, currency: 'INR', barcode: '8901234' },
      ...{ weightG: 350, attributes: { colour: 'red' } },
      prices: [{ currency: 'EUR', priceMinor: 600 }],
    },
    { sku: 'MUG/B 1', priceMinor: 0, currency: 'INR' },
  ]
  const body = { name: ' Mug ', description: 'For tea.', attributes: { ml: 300, tags: ['a'] } }
  const made = await stage.call('owner', 'POST', '/products', { ...body, variants })
  expect(made).toMatchObject({
    status: 201,
    headers: { etag: '"1"' },
    json: {
      ...body,
      ...{ name: 'Mug', state: 'draft', type: null, version: 1, images: [] },
      variants: [
        {
          ...{ sku: 'MUG-R', name: 'Red', barcode: '8901234', weightG: 350, active: true },
          ...{ priceMinor: 49_900, currency: 'INR', attributes: { colour: 'red' } },
          prices: [
            { currency: 'EUR', priceMinor: 600 },
            { currency: 'INR', priceMinor: 49_900 },
          ],
        },
        { sku: 'MUG/B 1', name: '', barcode: null, weightG: null, priceMinor: 0 },
      ],
    },
  })
  const read = await stage.call('viewer', 'GET', `/products/${made.json.id}`)
  expect(read).toMatchObject({ status: 200, headers: { etag: '"1"' }, json: made.json })
})

test('customers see what is published, and of it what can be bought; staff see everything', async () => {
  await using stage = await catalogStage()
  const hidden = await make(stage, aProduct('HIDDEN'))
  const shown = await make(stage, aProduct('SHOWN', { publish: true }))
  await stage.call('owner', 'POST', `/products/${shown}/variants`, variant('OFF'))
  await stage.call('owner', 'DELETE', `/products/${shown}/variants/OFF`)

  for (const as of ['', 'customer']) {
    expect(await idsOf(stage, as)).toEqual([shown])
    expect(await idsOf(stage, as, 'state=draft')).toEqual([])
    expect((await stage.call(as, 'GET', `/products/${hidden}`)).status).toBe(404)
    const { json } = await stage.call(as, 'GET', `/products/${shown}`)
    expect(json.variants).toMatchObject([{ sku: 'SHOWN' }])
  }
  expect(await idsOf(stage, 'viewer')).toEqual([shown, hidden])
  expect(await idsOf(stage, 'viewer', 'state=draft')).toEqual([hidden])
  const { json } = await stage.call('viewer', 'GET', `/products/${shown}`)
  expect(json.variants).toMatchObject([{ sku: 'SHOWN' }, { sku: 'OFF', active: false }])
})

test('customers do not see a product of which nothing can be bought any more', async () => {
  await using stage = await catalogStage()
  const other = await make(stage, aProduct('CUP', { name: 'Steel cup', publish: true }))
  const id = await make(stage, aProduct('MUG', { name: 'Steel mug', publish: true }))
  const url = `/products/${id}`
  await stage.call('owner', 'DELETE', `${url}/variants/MUG`)
  for (const query of ['', 'sort=name', 'q=steel', 'state=published']) {
    expect(await idsOf(stage, '', query)).toEqual([other])
    expect((await idsOf(stage, 'viewer', query)).toSorted()).toEqual([other, id].toSorted())
  }
  expect(await stage.call('', 'GET', url)).toMatchObject({ json: { code: 'product_not_found' } })
  const seen = await stage.call('viewer', 'GET', url)
  expect(seen.json).toMatchObject({ state: 'published', variants: [{ active: false }] })

  await stage.call('owner', 'PATCH', `${url}/variants/MUG`, { active: true }, { 'if-match': '"2"' })
  expect((await idsOf(stage, '')).toSorted()).toEqual([other, id].toSorted())
  expect((await stage.call('', 'GET', url)).status).toBe(200)
})

test('whoever may not edit changes nothing', async () => {
  await using stage = await catalogStage()
  const id = await make(stage, aProduct('A'))
  for (const [as, status] of [
    ['', 401],
    ['customer', 403],
    ['viewer', 403],
  ] as const) {
    for (const [method, url, body] of writes(id)) {
      expect((await stage.call(as, method, url, body)).status, `${as} ${method} ${url}`).toBe(
        status,
      )
    }
  }
  expect((await stage.call('viewer', 'GET', `/products/${id}`)).json.version).toBe(1)
})

test('to another org there is no such product, whatever it is asked', async () => {
  await using stage = await catalogStage()
  const id = await make(stage, aProduct('A', { publish: true }))
  const calls = [['GET', `/products/${id}`, undefined] as const, ...writes(id)]
  for (const [method, url, body] of calls) {
    const { status, json } = await stage.call('stranger', method, url, body, { 'if-match': '"1"' })
    expect([status, json.code], `${method} ${url}`).toEqual([404, 'product_not_found'])
  }
  // Its SKU is free there, and its own product is another one.
  const own = await make(stage, aProduct('A'), 'stranger')
  expect(await idsOf(stage, 'stranger')).toEqual([own])
})

test('of two who have read the same version, the second is told that it has changed', async () => {
  await using stage = await catalogStage()
  const url = `/products/${await make(stage, aProduct('A'))}`
  const both = ['One', 'Other'].map((name) =>
    stage.call('owner', 'PATCH', url, { name }, { 'if-match': '"1"' }),
  )
  const replies = await Promise.all(both)
  expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['200', '412'])
  expect((await stage.call('owner', 'PATCH', url, { name: 'X' })).status).toBe(428)
  const late = { 'if-match': '"1"' }
  expect((await stage.call('owner', 'DELETE', url, undefined, late)).status).toBe(412)
  const add = await stage.call('owner', 'POST', `${url}/variants`, variant('B'), late)
  expect(add.status).toBe(412)
})

test('a product is published, withdrawn, archived and brought back, and each is told once', async () => {
  await using stage = await catalogStage()
  const id = await make(stage, aProduct('A'))
  await patch(stage, id, { state: 'published' })
  await patch(stage, id, { state: 'published' })
  await patch(stage, id, { state: 'draft', name: 'Cup' })
  const archive = () => stage.call('owner', 'DELETE', `/products/${id}`)
  expect([(await archive()).status, (await archive()).status]).toEqual([204, 204])
  expect((await stage.call('', 'GET', `/products/${id}`)).status).toBe(404)
  await patch(stage, id, { state: 'published' })

  const told = await stage.world.rows<{ type: string; data: { before?: object; after?: object } }>(
    'select type, data from history where org_id = $1 order by id',
    [stage.world.ctx.orgId],
  )
  expect(told.map(({ type }) => type)).toEqual([
    ...['product.created', 'product.published', 'product.changed', 'product.archived'],
    'product.published',
  ])
  expect(told[2]!.data).toMatchObject({
    ...{ productId: id, version: 3, skus: ['A'] },
    ...{
      before: { name: 'Product A', state: 'published' },
      after: { name: 'Cup', state: 'draft' },
    },
  })
  const log = await stage.world.rows(
    'select action, actor_name from audit_log where org_id = $1 order by seq',
    [stage.world.ctx.orgId],
  )
  expect(log).toHaveLength(5)
  expect(log[0]).toEqual({ action: 'product.created', actor_name: 'owner' })
  expect((await audit.verify(stage.world.runtime)).findings).toEqual([])
})

test('a product of which nothing can be bought is not published', async () => {
  await using stage = await catalogStage()
  const id = await make(stage, aProduct('A'))
  await stage.call('owner', 'DELETE', `/products/${id}/variants/A`)
  const refused = await patch(stage, id, { state: 'published' })
  expect(refused).toMatchObject({ status: 409, json: { code: 'nothing_to_sell' } })
})

test('a SKU and a barcode belong to one variant of the org, however many want them', async () => {
  await using stage = await catalogStage()
  const crowd = Array.from({ length: 12 }, () =>
    stage.call('owner', 'POST', '/products', aProduct('A')),
  )
  const statuses = (await Promise.all(crowd)).map(({ status }) => String(status))
  expect(statuses.toSorted()).toEqual(['201', ...Array(11).fill('409')])
  expect(await idsOf(stage, 'owner')).toHaveLength(1)

  const taken = await stage.call('owner', 'POST', '/products', {
    name: 'Two',
    variants: [variant('B', { barcode: '1' }), variant('A')],
  })
  expect(taken).toMatchObject({ status: 409, json: { code: 'sku_taken', skus: ['A'] } })
  const id = await make(stage, { name: 'Two', variants: [variant('B', { barcode: '1' })] })
  const barcode = await stage.call('owner', 'POST', '/products', {
    name: 'Three',
    variants: [variant('C', { barcode: '1' })],
  })
  expect(barcode).toMatchObject({ status: 409, json: { code: 'barcode_taken', barcodes: ['1'] } })
  await stage.call('owner', 'POST', `/products/${id}/variants`, variant('C'))
  const change = await stage.call('owner', 'PATCH', `/products/${id}/variants/C`, { barcode: '1' })
  expect(change.status).toBe(428)
  const version = (await stage.call('owner', 'GET', `/products/${id}`)).headers.etag as string
  const late = await stage.call(
    ...(['owner', 'PATCH', `/products/${id}/variants/C`, { barcode: '1' }] as const),
    { 'if-match': version },
  )
  expect(late).toMatchObject({ status: 409, json: { code: 'barcode_taken' } })
})

test('variants are added, changed and switched off, and their prices set', async () => {
  await using stage = await catalogStage()
  const url = `/products/${await make(stage, aProduct('A'))}`
  const added = await stage.call('owner', 'POST', `${url}/variants`, variant('B 1/ü'))
  expect([added.status, added.headers.etag]).toEqual([201, '"2"'])
  const of = `${url}/variants/${encodeURIComponent('B 1/ü')}`
  const change = { name: 'Big', barcode: '42', weightG: 9, attributes: { size: 'L' } }
  const changed = await stage.call('owner', 'PATCH', of, change, { 'if-match': '"2"' })
  expect(changed.json.variants[1]).toMatchObject({ ...change, sku: 'B 1/ü', active: true })
  const prices = [
    { currency: 'USD', priceMinor: 7 },
    { currency: 'EUR', priceMinor: 6 },
  ]
  const priced = await stage.call('owner', 'PUT', `${of}/prices`, { prices }, { 'if-match': '"3"' })
  expect(priced.json.variants[1]).toMatchObject({
    ...{ prices: prices.toReversed(), currency: 'EUR', priceMinor: 6 },
  })
  const off = await stage.call('owner', 'DELETE', of)
  expect(off).toMatchObject({
    status: 200,
    json: { version: 5, variants: [{}, { active: false }] },
  })
  expect((await stage.call('owner', 'DELETE', `${url}/variants/NONE`)).json.code).toBe(
    'variant_not_found',
  )
})

test('a type says which attributes its products have', async () => {
  await using stage = await catalogStage()
  const attributes = {
    properties: {
      colour: { type: 'string', enum: ['red', 'blue'] },
      ml: { type: 'integer', minimum: 1 },
      safe: { type: 'boolean' },
      price: { type: 'number', maximum: 1.5 },
    },
    required: ['colour'],
    additionalProperties: false,
  }
  const type = await stage.call('owner', 'PUT', '/product-types/Mug', { attributes })
  expect(type).toMatchObject({ status: 200, json: { name: 'Mug', attributes } })
  const mug = (of: object) =>
    stage.call('owner', 'POST', '/products', aProduct(newId(), { type: 'Mug', attributes: of }))
  expect((await mug({ colour: 'red', ml: 3, safe: true, price: 1.5 })).status).toBe(201)
  const wrong = await mug({ ml: 0, safe: 'yes', price: 2, 'a/b': 1 })
  expect(wrong.json.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
    '/body/attributes/a~1b',
    ...['/body/attributes/colour', '/body/attributes/ml'],
    ...['/body/attributes/price', '/body/attributes/safe'],
  ])
  const none = await stage.call('owner', 'POST', '/products', aProduct('N', { type: 'Cup' }))
  expect(none).toMatchObject({ status: 400, json: { errors: [{ pointer: '/body/type' }] } })
  expect((await stage.call('owner', 'DELETE', '/product-types/Mug')).json.code).toBe('type_in_use')
})

test('a keyword of JSON Schema that is not known is refused, not ignored', async () => {
  await using stage = await catalogStage()
  const attributes = { properties: { a: { type: 'string', pattern: '(a+)+$' } }, oneOf: [] }
  const { status, json } = await stage.call('owner', 'PUT', '/product-types/T', { attributes })
  expect(status).toBe(400)
  expect(json.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
    '/body/attributes/oneOf',
    '/body/attributes/properties/a/pattern',
  ])
})

const WRONG: [what: string, body: unknown, pointer: string][] = [
  ['no name', { variants: [variant('A')] }, '/body/name'],
  ['an empty name', aProduct('A', { name: '  ' }), '/body/name'],
  ['a name of two lines', aProduct('A', { name: 'a\nb' }), '/body/name'],
  ['a name without end', aProduct('A', { name: 'n'.repeat(201) }), '/body/name'],
  ['NUL', aProduct('A', { name: 'a\0b' }), '/body/name'],
  ['half a surrogate pair', aProduct('A', { description: 'a\ud800' }), '/body/description'],
  ['a name that is a number', aProduct('A', { name: 5 }), '/body/name'],
  ['no variants', { name: 'A', variants: [] }, '/body/variants'],
  ['too many variants', { name: 'A', variants: many(251) }, '/body/variants'],
  [
    'the same SKU twice',
    { name: 'A', variants: [variant('A'), variant('A')] },
    '/body/variants/1/sku',
  ],
  [
    'a negative price',
    { name: 'A', variants: [variant('A', { priceMinor: -1 })] },
    '/body/variants/0/priceMinor',
  ],
  [
    'half a cent',
    { name: 'A', variants: [variant('A', { priceMinor: 0.5 })] },
    '/body/variants/0/priceMinor',
  ],
  [
    'a price beyond everything',
    { name: 'A', variants: [variant('A', { priceMinor: 1e13 })] },
    '/body/variants/0/priceMinor',
  ],
  [
    'a price that is a word',
    { name: 'A', variants: [variant('A', { priceMinor: '5' })] },
    '/body/variants/0/priceMinor',
  ],
  [
    'a currency that is none',
    { name: 'A', variants: [variant('A', { currency: 'XXX' })] },
    '/body/variants/0/currency',
  ],
  [
    'two prices in one currency',
    { name: 'A', variants: [variant('A', { prices: [{ currency: 'INR', priceMinor: 99 }] })] },
    '/body/variants/0/prices',
  ],
  ['a field that nobody knows', aProduct('A', { price: 5 }), '/body/price'],
  ['attributes that go deep', aProduct('A', { attributes: { a: { b: 1 } } }), '/body/attributes/a'],
  [
    'attributes without end',
    aProduct('A', { attributes: { a: 'x'.repeat(2_001) } }),
    '/body/attributes/a',
  ],
  ['a list', [], '/body'],
]

test('what a product cannot be is refused and named, and nothing is stored', async () => {
  await using stage = await catalogStage()
  for (const [what, body, pointer] of WRONG) {
    const { status, json } = await stage.call('owner', 'POST', '/products', body)
    expect([status, json.code], what).toEqual([400, 'invalid_request'])
    const pointers = json.errors.map((fault: { pointer: string }) => fault.pointer)
    expect(pointers, what).toContain(pointer)
  }
  expect(await idsOf(stage, 'owner')).toEqual([])
})

function variant(sku: string, more: object = {}) {
  return { sku, priceMinor: 100, currency: 'INR', ...more }
}

function many(count: number) {
  return Array.from({ length: count }, (_, index) => variant(`S${index}`))
}

async function make(stage: CatalogStage, body: object, as = 'owner'): Promise<string> {
  const { status, json } = await stage.call(as, 'POST', '/products', body)
  expect(status, JSON.stringify(json)).toBe(201)
  stage.world.pass(1_000)
  return json.id
}

async function patch(stage: CatalogStage, id: string, change: object) {
  const { headers } = await stage.call('owner', 'GET', `/products/${id}`)
  return stage.call('owner', 'PATCH', `/products/${id}`, change, {
    'if-match': String(headers.etag),
  })
}

async function idsOf(stage: CatalogStage, as: string, query = ''): Promise<string[]> {
  const { json } = await stage.call(as, 'GET', `/products?${query}`)
  return json.products.map(({ id }: { id: string }) => id)
}

/** Everything that changes a product. */
const writes = (id: string) =>
  [
    ['PATCH', `/products/${id}`, { name: 'X' }],
    ['DELETE', `/products/${id}`, undefined],
    ['POST', `/products/${id}/variants`, variant('NEW')],
    ['PATCH', `/products/${id}/variants/A`, { name: 'X' }],
    ['DELETE', `/products/${id}/variants/A`, undefined],
    ['PUT', `/products/${id}/variants/A/prices`, { prices: [{ currency: 'INR', priceMinor: 1 }] }],
    ['POST', `/products/${id}/images`, { url: 'https://img.example/a.png' }],
    ['PUT', `/products/${id}/images/order`, { ids: [newId()] }],
    ['DELETE', `/products/${id}/images/${newId()}`, undefined],
  ] as const
