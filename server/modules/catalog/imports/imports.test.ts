import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { writeCsv } from '#platform/csv/write-csv.ts'
import { aProduct, type CatalogStage, catalogStage } from '#tests/http/catalog-stage.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { exportProducts } from '../exports/export-products.ts'
import { createProduct } from '../products/create-product.ts'
import { forgetImports } from './forget-imports.ts'
import { getImport } from './read-import.ts'
import { FILE_BYTES_MAX, receiveImport } from './receive-import.ts'
import { readRow } from './rows/columns.ts'
import { runImport } from './run-import.ts'

const NEVER = new AbortController().signal

test('a file adds, changes and leaves alone, and tells each row that it could not read', async () => {
  await using stage = await catalogStage()
  await stage.call('owner', 'POST', '/products', aProduct('OLD', { publish: true }))
  await stage.call('owner', 'POST', '/products', aProduct('SAME'))
  const file = [
    'sku,name,variant_name,price:INR,price:EUR,barcode,state,attributes',
    'NEW-1,Mug,Red,499.00,6.00,1,published,"{""size"":""L""}"',
    'NEW-2,Mug,Blue,,6,2,,',
    'OLD,Old mug,,12.0,,,,',
    'SAME,,,10,,,,',
    'BAD-1,Cup,,12.505,,,,',
    'BAD-2,Cup,,-5,,1,sold,',
    'BAD-3,Cup,,,,1,,{size}',
    'BAD-4,,,,,,,',
    'BAD-5,Cup,,,,2,,',
    'BAD-6,Cup',
    ',Cup,,,,,,',
    'BAD-7,"Cup"x,,,,,,',
    'SAME,,,,,8.90123E+12,,',
  ]
  const reply = await send(stage, file.join('\r\n'))
  expect(reply).toMatchObject({
    ...{ status: 200, headers: { location: expect.stringContaining('/products/imports/') } },
    json: { state: 'done', imported: 2, updated: 1, unchanged: 1, failed: 9 },
  })
  const { json } = await stage.call('viewer', 'GET', '/products?sort=name')
  expect(json.products).toMatchObject([
    {
      ...{ name: 'Mug', state: 'published', version: 1 },
      variants: [
        { sku: 'NEW-1', name: 'Red', barcode: '1', attributes: { size: 'L' }, priceMinor: 49_900 },
        { sku: 'NEW-2', name: 'Blue', barcode: '2', priceMinor: 600, currency: 'EUR' },
      ],
    },
    { name: 'Old mug', state: 'published', version: 2, variants: [{ priceMinor: 1_200 }] },
    { name: 'Product SAME', version: 1 },
  ])

  expect(reply.json.firstFailures).toHaveLength(5)
  expect(reply.json.firstFailures[0]).toEqual({
    ...{ line: 6, reason: 'price:INR: must be an amount such as 499.00' },
  })
  const failures = await stage.call('owner', 'GET', reply.json.failures.replace('/api/v1', ''))
  const lines = failures.text.replace('\uFEFF', '').trimEnd().split('\r\n')
  expect(lines[0]).toBe(`failure,${file[0]}`)
  expect(lines.slice(1)).toEqual([
    'line 6: price:INR: must be an amount such as 499.00,BAD-1,Cup,,12.505,,,,',
    expect.stringMatching(/^"line 7: state: .*; price:INR: .*",BAD-2,Cup,,-5,,1,sold,$/),
    'line 8: attributes: must be a JSON object,BAD-3,Cup,,,,1,,{size}',
    'line 9: name: a new product needs one,BAD-4,,,,,,,',
    'line 10: barcode: belongs to NEW-2 already,BAD-5,Cup,,,,2,,',
    'line 11: The row has 2 cells and the header 8.,BAD-6,Cup',
    expect.stringContaining('line 12: sku: is needed in every row'),
    expect.stringMatching(/^"?line 13: A quote .*"BAD-7,""Cup""x/),
    expect.stringMatching(/^"line 14: barcode: was rounded by a spreadsheet; .*",SAME,/),
  ])
})

test.for<[currency: string, cell: string, price: number | string]>([
  ['INR', '499.00', 49_900],
  ['INR', '499.5', 49_950],
  ['INR', '0', 0],
  ['INR', '90071992547409.93', 'must be at most 10000000000.00'],
  ['INR', '10000000000.00', 1_000_000_000_000],
  ['INR', '12,50', 1_250],
  ['INR', '12,5', 1_250],
  ['INR', '1,234', 'must be an amount such as 499.00'],
  ['INR', '1.234,50', 'must be an amount such as 499.00'],
  ['INR', '1,234.50', 'must be an amount such as 499.00'],
  ['INR', '1e3', 'must be an amount such as 499.00'],
  ['INR', '+5', 'must be an amount such as 499.00'],
  ['INR', '5.', 'must be an amount such as 499.00'],
  ['INR', '.5', 'must be an amount such as 499.00'],
  ['JPY', '500', 500],
  ['JPY', '500.0', 'must be an amount such as 499'],
  ['KWD', '1.234', 1_234],
  ['KWD', '1,23', 1_230],
  ['KWD', '1,234', 'must be an amount such as 499.000'],
  ['KWD', '1.2345', 'must be an amount such as 499.000'],
])('the price %s %s is read as %s', ([currency, cell, price]) => {
  const read = readRow(['sku', `price:${currency}`], ['A', cell])
  const isRead = typeof price === 'number'
  expect(read).toEqual(
    isRead
      ? { row: { sku: 'A', prices: { [currency]: price } } }
      : { fault: `price:${currency}: ${price}` },
  )
})

test('what Excel saves where a comma stands in numbers is read as it was meant', async () => {
  await using stage = await catalogStage()
  const rows = ['sku;name;price:EUR;price:KWD', 'A;"Mug; red";12,50;', 'B;Cup;3;1,234']
  const files = [Buffer.from(`\uFEFF${rows.join('\r\n')}`), unicodeText(rows)]
  for (const [at, file] of files.entries()) {
    const { json } = await send(stage, file)
    expect(json).toMatchObject({ imported: 1 - at, unchanged: at, failed: 1 })
    const failures = await stage.call('owner', 'GET', json.failures.replace('/api/v1', ''))
    expect(failures.text.trimEnd().split('\r\n').at(-1)).toBe(
      'line 3: price:KWD: must be an amount such as 499.000,B,Cup,3,"1,234"',
    )
  }
  const { json } = await stage.call('viewer', 'GET', '/products')
  expect(json.products).toMatchObject([
    { name: 'Mug; red', variants: [{ priceMinor: 1_250, currency: 'EUR' }] },
  ])
})

/** As Excel saves "Unicode text": tabs, in UTF-16. */
const unicodeText = (rows: string[]): Buffer =>
  Buffer.from(`\uFEFF${rows.join('\r\n').replace(/;(?! )/g, '\t')}`, 'utf16le')

test('an import stands in the history and in the log, in the name of who sent it', async () => {
  await using stage = await catalogStage()
  await send(stage, 'sku,name,state\nA,Mug,published\nB,Mug,published\nC,Cup,\n')
  await send(stage, 'sku,name,state\nA,Jug,draft\n')
  const told = await stage.world.rows(
    `select type, actor_name, data::jsonb - 'productId' as data from history
     where org_id = $1 and subject_type = 'product' order by id`,
    [stage.world.ctx.orgId],
  )
  const by = { actor_name: 'owner' }
  const change = {
    before: { name: 'Mug', state: 'published' },
    after: { name: 'Jug', state: 'draft' },
  }
  expect(told).toEqual([
    { ...by, type: 'product.created', data: { skus: ['A', 'B'], version: 1 } },
    { ...by, type: 'product.published', data: { skus: ['A', 'B'], version: 1 } },
    { ...by, type: 'product.created', data: { skus: ['C'], version: 1 } },
    { ...by, type: 'product.changed', data: { skus: [], version: 2, ...change } },
  ])
  const log = await stage.world.rows(
    'select action, actor_name, after from audit_log where org_id = $1 order by seq',
    [stage.world.ctx.orgId],
  )
  const counts = { imported: 3, updated: 0, unchanged: 0, failed: 0 }
  expect(log).toEqual([
    { ...by, action: 'products.imported', after: counts },
    { ...by, action: 'products.imported', after: { ...counts, imported: 0, updated: 1 } },
  ])
  expect((await audit.verify(stage.world.runtime)).findings).toEqual([])
})

test('what is exported is imported without loss, and a second time changes nothing', async () => {
  await using world = await scene()
  await fc.assert(
    fc.asyncProperty(fc.array(product, { minLength: 1, maxLength: 6 }), async (products) => {
      const [from, to] = [await world.anotherOrg(), await world.anotherOrg()]
      for (const body of products) await createProduct(from, body)
      const file = await exported(from)
      const first = await importFile(to, file)
      expect(first).toMatchObject({ failed: 0, updated: 0, unchanged: 0 })
      expect((await exported(to)).toString()).toBe(file.toString())
      expect(await importFile(from, file)).toMatchObject({ unchanged: first.imported, failed: 0 })
    }),
    { numRuns: 15 },
  )
})

test('a file publishes no product of which nothing can be bought', async () => {
  await using stage = await catalogStage()
  const file = [
    'sku,name,state,active',
    'A,New,published,false',
    'A,New,published,',
    'B,Old,draft,false',
    'C,Old,draft,',
    'B,,published,false',
    'C,,,false',
    'C,,archived,',
    'C,,published,',
  ]
  const done = await send(stage, file.join('\n'))
  expect(done.json).toMatchObject({ imported: 3, updated: 3, unchanged: 0, failed: 2 })
  const failures = await stage.call('owner', 'GET', done.json.failures.replace('/api/v1', ''))
  const why = 'state: A product without an active variant cannot be published.'
  expect(failures.text.replace('\uFEFF', '').trimEnd().split('\r\n').slice(1)).toEqual([
    `line 2: ${why},A,New,published,false`,
    `line 9: ${why},C,,published,`,
  ])
})

test('what is switched off, and what cannot be bought at all, is exported without loss', async () => {
  await using world = await scene()
  const [from, to] = [await world.anotherOrg(), await world.anotherOrg()]
  const rows = ['A,Mug,draft,false', 'B,Mug,published,', 'C,Cup,published,', 'C,Cup,,false']
  await importFile(from, Buffer.from(`sku,name,state,active\n${rows.join('\n')}`))
  const file = await exported(from)
  expect(await importFile(to, file)).toMatchObject({ imported: 3, failed: 0 })
  expect(await importFile(from, file)).toMatchObject({ unchanged: 3, failed: 0 })
  const states = await world.rows(
    'select name, state from products where org_id = $1 order by name',
    [to.orgId],
  )
  expect(states).toEqual([
    { name: 'Cup', state: 'draft' },
    { name: 'Mug', state: 'published' },
  ])
})

test('a row that the database refuses fails alone, however many stand around it', async () => {
  await using world = await scene()
  await world.rows(`alter table variants add constraint no_bad check (sku not like 'BAD%')`)
  const rows = Array.from({ length: 1_200 }, (_, index) =>
    [77, 500, 1_199].includes(index) ? `BAD${index},Bad` : `S${index},Product ${index % 300}`,
  )
  const done = await importFile(world.ctx, Buffer.from(`sku,name\n${rows.join('\n')}`))
  expect(done).toMatchObject({ state: 'done', imported: 1_197, failed: 3 })
  const failed = await world.rows(
    'select line from product_import_failures where org_id = $1 order by line',
    [world.ctx.orgId],
  )
  expect(failed).toEqual([{ line: 79 }, { line: 502 }, { line: 1_201 }])
  const [count] = await world.rows('select count(*) from products where org_id = $1', [
    world.ctx.orgId,
  ])
  expect(count).toEqual({ count: 300 })
})

test('a barcode may go from one variant to another within a file', async () => {
  await using world = await scene()
  await importFile(world.ctx, Buffer.from('sku,name,barcode\nA,Mug,1\nB,Mug,2\n'))
  const done = await importFile(world.ctx, Buffer.from('sku,barcode\nB,3\nA,2\n'))
  expect(done).toMatchObject({ updated: 2, failed: 0 })
})

test('a run that is cut goes on where it has stopped, and runs that meet do nothing twice', async () => {
  await using world = await scene()
  const rows = Array.from({ length: 2_600 }, (_, index) => `S${index},P${index}`)
  const file = Buffer.from(`sku,name\n${rows.join('\n')}\nX\n`)
  const id = await receiveImport(world.ctx, piecesOf(file))
  const cut = new AbortController()
  const stopped = runImport(world.ctx, id, cut.signal)
  while ((await getImport(world.ctx, id)).imported === 0);
  cut.abort()
  await stopped
  const half = await getImport(world.ctx, id)
  expect([half.state, half.imported]).not.toEqual(['done', 2_600])

  await Promise.all([1, 2, 3].map(() => runImport(world.ctx, id, NEVER)))
  // Each of the three may have given way to another, but the file is not forgotten.
  await runImport(world.ctx, id, NEVER)
  const counts = { imported: 2_600, updated: 0, unchanged: 0, failed: 1 }
  expect(await getImport(world.ctx, id)).toMatchObject({ state: 'done', ...counts })
  expect(await leftOver(world)).toEqual({ chunks: 0, logged: 1 })
})

test('files that are sent at once and name the same new product make it once', async () => {
  await using world = await scene()
  const files = Array.from({ length: 4 }, (_, file) => Buffer.from(`sku,name\nS${file},Mug\n`))
  await Promise.all(files.map((file) => importFile(world.ctx, file)))
  expect(
    await world.rows('select name from products where org_id = $1', [world.ctx.orgId]),
  ).toEqual([{ name: 'Mug' }])
})

test('a product type holds for imported rows too', async () => {
  await using stage = await catalogStage()
  const attributes = { properties: { ml: { type: 'integer' } }, required: ['ml'] }
  await stage.call('owner', 'PUT', '/product-types/Mug', { attributes })
  const file = 'sku,name,type,product_attributes\nA,A,Mug,"{""ml"":3}"\nB,B,Mug,\nC,C,Pot,\n'
  expect((await send(stage, file)).json).toMatchObject({ imported: 1, failed: 2 })
})

test.for<[what: string, file: string | Buffer, detail: string]>([
  ['an empty file', '', 'must begin with a line of column names'],
  ['no SKU', 'name\nMug\n', 'The column sku is missing.'],
  ['a column twice', 'sku,name,sku\n', 'The column sku is there twice.'],
  ['a currency that is none', 'sku,price:XXX\n', 'The column price:XXX is not known.'],
  ['a price in minor units', 'sku,price_minor:INR\n', 'variant_name, barcode, active'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not in UTF-8'],
])('%s is no file of products', async ([, file, detail]) => {
  await using stage = await catalogStage()
  const { status, json } = await send(stage, file)
  expect([status, json.code]).toEqual([400, 'file_refused'])
  expect(JSON.stringify(json.errors)).toContain(detail)
  expect(await stage.world.rows('select id from product_imports where org_id is not null')).toEqual(
    [],
  )
})

test('bytes that make no sense are failed rows and never an error', async () => {
  await using world = await scene()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const head = Buffer.from('sku,name,attributes,weight_g\nA\0,B\ud83d,"{""a"":""\\u0000""}",\n')
      const done = await importFile(world.ctx, Buffer.concat([head, bytes]))
      expect(done.state).toBe('done')
      expect(done.failed).toBeGreaterThan(0)
    }),
    { numRuns: 25 },
  )
})

test('a file beyond the limit is refused and leaves nothing', async () => {
  await using world = await scene()
  const endless = (async function* () {
    const piece = Buffer.alloc(4 * 1_024 * 1_024, 'a')
    for (let bytes = 0; bytes <= FILE_BYTES_MAX; bytes += piece.length) yield piece
  })()
  await expect(receiveImport(world.ctx, endless)).rejects.toMatchObject({ code: 'body_too_large' })
  expect(await leftOver(world)).toEqual({ chunks: 0, logged: 0 })
})

test('who may not import, or asks for the import of another org, gets nothing', async () => {
  await using stage = await catalogStage()
  for (const [as, status] of [
    ['', 401],
    ['customer', 403],
    ['viewer', 403],
  ] as const) {
    expect((await send(stage, 'sku,name\nA,B\n', as)).status).toBe(status)
  }
  const { json } = await send(stage, 'sku,name\nA,B\nC\n')
  for (const path of [
    `/products/imports/${json.id}`,
    `/products/imports/${json.id}/failures.csv`,
  ]) {
    expect((await stage.call('stranger', 'GET', path)).json.code).toBe('import_not_found')
    expect((await stage.call('owner', 'GET', path)).status).toBe(200)
  }
  const own = await stage.call('stranger', 'GET', '/products/export.csv')
  expect(own.text.trimEnd().split('\r\n')).toHaveLength(1)
  expect((await stage.call('', 'GET', '/products/export.csv')).status).toBe(401)
})

test('after a month the account of an import is forgotten, and its products stay', async () => {
  await using world = await scene()
  await importFile(world.ctx, Buffer.from('sku,name\nA,B\nC\n'))
  world.pass(31 * 86_400_000)
  await importFile(world.ctx, Buffer.from('sku,name\nD,E\n'))
  await forgetImports(world.ctx)
  expect(await world.rows('select imported from product_imports where org_id is not null')).toEqual(
    [{ imported: 1 }],
  )
  expect(await world.rows('select name from products where org_id is not null')).toHaveLength(2)
})

const word = fc
  .array(fc.constantFrom('"', ',', "'", '=', '+', '-', '@', 'é', '😀', 'a', ' ', ';'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((characters) => characters.join('').trim())
const attributes = fc.dictionary(
  fc.constantFrom('size', 'a,b', '"'),
  fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.array(word, { maxLength: 2 })),
)
const variant = fc.record({
  sku: fc.uuid().map((id) => `=${id}`),
  name: word,
  barcode: fc.option(fc.uuid()),
  priceMinor: fc.nat(),
  currency: fc.constantFrom('INR', 'JPY', 'KWD'),
  attributes,
  weightG: fc.option(fc.nat({ max: 1_000 })),
})
const product = fc.record({
  name: word.map((text) => text || '-'),
  description: fc
    .array(fc.constantFrom('\n', '\r\n', '\t', '"', ',', 'x'))
    .map((all) => all.join('').trim()),
  attributes,
  variants: fc.array(variant, { minLength: 1, maxLength: 3 }),
  publish: fc.boolean(),
})

async function* piecesOf(file: Buffer) {
  for (let at = 0; at < file.length; at += 1_000) yield file.subarray(at, at + 1_000)
}

async function importFile(ctx: Ctx, file: Buffer) {
  const id = await receiveImport(ctx, piecesOf(file))
  await runImport(ctx, id, NEVER)
  return getImport(ctx, id)
}

const exported = async (ctx: Ctx): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(writeCsv(exportProducts(ctx))))

const send = (stage: CatalogStage, file: string | Buffer, as = 'owner') =>
  stage.call(as, 'POST', '/products/import', file, { 'content-type': 'text/csv' })

async function leftOver(world: Scene) {
  const [row] = await world.rows(
    `select (select count(*) from product_import_chunks where org_id = $1) as chunks,
       (select count(*) from audit_log where org_id = $1) as logged`,
    [world.ctx.orgId],
  )
  return row
}
