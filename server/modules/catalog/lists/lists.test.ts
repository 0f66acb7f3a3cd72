import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aProduct, type CatalogStage, catalogStage } from '#tests/http/catalog-stage.ts'

test('every product stands on one page of the list, whatever the order and the size of pages', async () => {
  await using stage = await catalogStage()
  const names = ['banana', 'Apple', 'cherry', 'apple', 'Date', 'étude', 'zebra']
  // Some in the same millisecond: then the id decides.
  for (const [index, name] of names.entries()) {
    const publish = index % 3 !== 0
    await stage.call('owner', 'POST', '/products', aProduct(`S${index}`, { name, publish }))
    if (index % 2 === 0) stage.world.pass(1)
  }
  for (const sort of ['newest', 'name']) {
    const all = await walk(stage, `sort=${sort}`, 100)
    for (const limit of [1, 2, 3]) expect(await walk(stage, `sort=${sort}`, limit)).toEqual(all)
    expect(all.toSorted()).toEqual(names.toSorted())
  }
  expect((await walk(stage, 'sort=name', 2)).slice(0, 3).map((name) => name.toLowerCase())).toEqual(
    [...['apple', 'apple', 'banana']],
  )
  expect(await walk(stage, 'sort=newest&state=draft', 1)).toEqual(['zebra', 'apple', 'banana'])
})

test('a type and a state narrow the list', async () => {
  await using stage = await catalogStage()
  await stage.call('owner', 'PUT', '/product-types/Cup', { attributes: null })
  await stage.call('owner', 'POST', '/products', aProduct('A', { type: 'Cup', publish: true }))
  await stage.call('owner', 'POST', '/products', aProduct('B', { type: 'Cup' }))
  await stage.call('owner', 'POST', '/products', aProduct('C', { publish: true }))
  const found = async (query: string) => (await walk(stage, query, 100)).toSorted()
  expect(await found('type=Cup')).toEqual(['Product A', 'Product B'])
  expect(await found('type=Cup&state=published')).toEqual(['Product A'])
  expect(await found('type=Pot')).toEqual([])
})

test('a search finds words and beginnings, of names, descriptions, SKUs and barcodes', async () => {
  await using stage = await catalogStage()
  await add(stage, 'Steel Bottle 1.5 l', 'BTL-150/X', 'Keeps tea warm.', '890-AB')
  await add(stage, 'Glass bottle', 'GLS_1', "Baker's choice", '4006381')
  await add(stage, '100% Cotton', 'C++', '', '777')
  const found = async (q: string, more = '') =>
    (await walk(stage, `q=${encodeURIComponent(q)}${more}`, 100)).toSorted()

  expect(await found('bottle')).toEqual(['Glass bottle', 'Steel Bottle 1.5 l'])
  expect(await found('bott ste')).toEqual(['Steel Bottle 1.5 l'])
  expect(await found('WARM')).toEqual(['Steel Bottle 1.5 l'])
  expect(await found('btl-15')).toEqual(['Steel Bottle 1.5 l'])
  expect(await found('890-A')).toEqual(['Steel Bottle 1.5 l'])
  expect(await found('4006')).toEqual(['Glass bottle'])
  expect(await found('gls_')).toEqual(['Glass bottle'])
  expect(await found("baker's")).toEqual(['Glass bottle'])
  expect(await found('100%')).toEqual(['100% Cotton'])
  expect(await found('c++')).toContain('100% Cotton')
  expect(await found('%')).toEqual([])
  expect(await found('_')).toEqual([])
  expect(await found('bottle', '&state=archived')).toEqual([])
})

test('a search for what nearly everything has goes on to the last product', async () => {
  await using stage = await catalogStage()
  await stage.world.rows(
    `insert into products (org_id, id, name, state, created_at)
     select $1, gen_random_uuid(), 'Mug ' || n, 'published', now() - n * interval '1 s'
     from generate_series(1, 1500) n`,
    [stage.world.ctx.orgId],
  )
  await add(stage, 'Cup', 'CUP', '', '1')
  for (const sort of ['newest', 'name']) {
    const found = await walk(stage, `q=mug&sort=${sort}`, 100)
    expect([found.length, new Set(found).size]).toEqual([1_500, 1_500])
  }
})

test('no text that somebody types breaks the search, and no page that somebody makes up the list', async () => {
  await using stage = await catalogStage()
  await add(stage, 'Mug', 'MUG', '', '1')
  const nasty = fc.array(
    fc.constantFrom(
      "'",
      '\\',
      '&',
      '|',
      '!',
      ':',
      '*',
      '(',
      ')',
      '<->',
      '%',
      '_',
      ' ',
      '"',
      'a',
      'é',
      '😀',
    ),
    { maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(nasty, async (characters) => {
      const q = encodeURIComponent(characters.join(''))
      const { status } = await stage.call('owner', 'GET', `/products?q=${q}`)
      expect(status).toBe(200)
    }),
    { numRuns: 60 },
  )
  const bad = [
    'after=x',
    'after=WzEsMl0',
    'limit=0',
    'limit=101',
    'limit=x',
    'sort=price',
    'state=x',
    'x=1',
  ]
  for (const query of [...bad, `q=${'a'.repeat(201)}`, 'q=a%00']) {
    const { status } = await stage.call('owner', 'GET', `/products?${query}`)
    expect(status, query).toBe(400)
  }
})

async function add(
  stage: CatalogStage,
  name: string,
  sku: string,
  description: string,
  barcode: string,
) {
  const variants = [{ sku, barcode, priceMinor: 1, currency: 'INR' }]
  const { status } = await stage.call('owner', 'POST', '/products', { name, description, variants })
  expect(status).toBe(201)
}

/** The names on all pages. */
async function walk(stage: CatalogStage, query: string, limit: number): Promise<string[]> {
  const names: string[] = []
  for (let after = ''; ;) {
    const url = `/products?${query}&limit=${limit}${after && `&after=${after}`}`
    const { status, json } = await stage.call('owner', 'GET', url)
    expect(status, JSON.stringify(json)).toBe(200)
    names.push(...json.products.map(({ name }: { name: string }) => name))
    if (json.pagination.nextCursor === null) return names
    expect(json.products).toHaveLength(limit)
    after = json.pagination.nextCursor
  }
}
