import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Ctx } from '#platform/context.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { VARIANTS_MAX } from '../contract.ts'
import { entryOf } from './entry.ts'
import { importBatch } from './import-batch.ts'
import { getImport } from './read-import.ts'
import { receiveImport } from './receive-import.ts'
import { findImport } from './store.ts'

test.for<[what: string, rows: string[], products: string[]]>([
  [
    'a new SKU joins the product that has got its name in the file',
    ['MUG-RED,Big mug', 'MUG-BLUE,Big mug'],
    ['Big mug, draft: MUG-BLUE MUG-RED'],
  ],
  [
    'a name that was given up in the file is free',
    ['MUG-RED,Big mug', 'CUP,Mug'],
    ['Big mug, draft: MUG-RED', 'Mug, draft: CUP'],
  ],
  [
    'a name that was given up twice leads to who has it now',
    ['MUG-RED,Big mug', 'MUG-RED,Mug', 'MUG-BLUE,Mug', 'MUG-XL,Big mug'],
    ['Big mug, draft: MUG-XL', 'Mug, draft: MUG-BLUE MUG-RED'],
  ],
  [
    'a product that was archived in the file is joined by nothing that is for sale',
    ['MUG-RED,,archived', 'CUP,Mug'],
    ['Mug, archived: MUG-RED', 'Mug, draft: CUP'],
  ],
  [
    'rows that are archived together are one product',
    ['A,Old,archived', 'B,Old,archived'],
    ['Mug, draft: MUG-RED', 'Old, archived: A B'],
  ],
])('%s', async ([, rows, products]) => {
  await using world = await scene()
  for (const size of [1, rows.length]) {
    const ctx = await world.anotherOrg()
    await importRows(world, ctx, ['MUG-RED,Mug'], 1)
    await importRows(world, ctx, rows, size)
    expect(await productsOf(world, ctx)).toEqual(products)
  }
})

test('of several with a name the oldest is joined, and once it has another name the next', async () => {
  await using world = await scene()
  const before = [`A,Mug,,${idOf('f')}`, `B,Mug,,${idOf('0')}`]
  const rows = ['C,Mug', 'C,Cup', 'D,Mug']
  for (const size of [1, rows.length]) {
    const ctx = await world.anotherOrg()
    for (const one of before) await importRows(world, ctx, [one], 1)
    await importRows(world, ctx, rows, size)
    expect(await productsOf(world, ctx)).toEqual(['Cup, draft: A C', 'Mug, draft: B D'])
  }
})

test('the products of a file are of one age', async () => {
  await using world = await scene()
  const rows = [`A,Mug,,${idOf('f')}`, `B,Mug,,${idOf('0')}`, 'C,Mug']
  for (const size of [1, rows.length]) {
    const ctx = await world.anotherOrg()
    await importRows(world, ctx, rows, size)
    expect(await productsOf(world, ctx)).toEqual(['Mug, draft: A', 'Mug, draft: B C'])
  }
})

test('of several that a file has given a name the one that it made first is joined', async () => {
  await using world = await scene()
  const rows = ['F,Cup', 'A,Mug', 'F,Mug', 'E,Mug']
  for (const size of [1, 2, 3, rows.length]) {
    const ctx = await world.anotherOrg()
    await importRows(world, ctx, rows, size)
    expect(await productsOf(world, ctx)).toEqual(['Mug, draft: A', 'Mug, draft: E F'])
  }
})

test('a product takes no more variants from files than by hand', async () => {
  await using world = await scene()
  const rows = Array.from({ length: VARIANTS_MAX + 2 }, (_, n) => `S${n},Mug`)
  for (const size of [100, rows.length]) {
    const ctx = await world.anotherOrg()
    const done = await importRows(world, ctx, rows, size)
    expect(done).toMatchObject({ imported: VARIANTS_MAX, failed: 2 })
    expect(await importRows(world, ctx, ['S0,Jug', 'S251,Jug'], 1)).toMatchObject({
      ...{ updated: 1, failed: 1 },
    })
  }
})

test('what becomes of a file does not depend on where its batches end', async () => {
  await using world = await scene()
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 2, max: 7 }), async ([before, rows], size) => {
      const whole = await outcomeOf(world, before, rows, rows.length)
      expect(await outcomeOf(world, before, rows, size)).toEqual(whole)
      expect(await outcomeOf(world, before, rows, 1)).toEqual(whole)
    }),
    { numRuns: 30 },
  )
})

const row = fc
  .tuple(
    fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
    fc.constantFrom('', 'Mug', 'Mug', 'Cup', 'Pot'),
    fc.constantFrom('', '', '', 'archived', 'draft', 'published'),
    fc.constantFrom('', '', '', '0', 'f'),
    fc.constantFrom('', '', 'true', 'false'),
  )
  .map(([sku, name, state, id, active]) => [sku, name, state, id && idOf(id), active].join(','))
const idOf = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`
const files = fc.tuple(
  fc.array(row, { maxLength: 4 }),
  fc.array(row, { minLength: 1, maxLength: 12 }),
)

async function outcomeOf(world: Scene, before: string[], rows: string[], size: number) {
  const ctx = await world.anotherOrg()
  for (const one of before) await importRows(world, ctx, [one], 1)
  const counts = await importRows(world, ctx, rows, size)
  return { counts, products: await productsOf(world, ctx) }
}

async function importRows(world: Scene, ctx: Ctx, rows: string[], size: number) {
  world.pass(1_000)
  const header = ['sku', 'name', 'state', 'product_id', 'active']
  const importId = await receiveImport(ctx, bytesOf(`${header.join(',')}\n`))
  const { createdAt } = (await findImport(ctx.db, ctx.orgId, importId))!
  const entries = rows.map((text, index) => {
    const cells = [...text.split(','), '', '', ''].slice(0, header.length)
    return entryOf({ line: index + 2, cells }, header)
  })
  const file = { importId, createdAt, types: new Map() }
  for (let done = 0; done < entries.length; done += size) {
    await importBatch(ctx, { ...file, done }, entries.slice(done, done + size))
    world.pass(1_000)
  }
  const { imported, updated, unchanged, failed } = await getImport(ctx, importId)
  return { imported, updated, unchanged, failed }
}

async function* bytesOf(text: string) {
  yield Buffer.from(text)
}

/** Such as `Mug, draft: A B`. */
async function productsOf(world: Scene, { orgId }: Ctx): Promise<string[]> {
  const rows = await world.rows<{ told: string }>(
    `select p.name || ', ' || p.state || ': ' || string_agg(v.sku, ' ' order by v.sku) as told
     from products p join variants v on v.org_id = p.org_id and v.product_id = p.id
     where p.org_id = $1 group by p.id, p.name, p.state order by told`,
    [orgId],
  )
  return rows.map(({ told }) => told)
}
