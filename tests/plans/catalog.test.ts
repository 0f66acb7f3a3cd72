import { expect, test } from 'vitest'
import * as exports from '../../server/modules/catalog/exports/store.ts'
import * as images from '../../server/modules/catalog/images/store.ts'
import * as rows from '../../server/modules/catalog/imports/rows/store.ts'
import { searchOf } from '../../server/modules/catalog/lists/search.ts'
import * as lists from '../../server/modules/catalog/lists/store.ts'
import * as variants from '../../server/modules/catalog/variants/store.ts'
import type { Db } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { plansOf } from './plan.ts'

const ALL = ['draft', 'published', 'archived'] as const
const newest = { states: ALL, sellable: false, sort: 'newest', limit: 51 } as const
const byName = { states: ALL, sellable: false, sort: 'name', limit: 51 } as const
const forCustomers = { states: ['published'], sellable: true, limit: 51 } as const
const now = new Date('2026-01-15T12:00:00Z')
const id = newId()
const ids = [id, newId()]
const rare = searchOf('mug 777')!

/** Which indexes serve each list of the catalog and each read of an import. */
const reads: [what: string, indexes: string[], run: (db: Db, orgId: string) => Promise<unknown>][] =
  [
    ['newest first', ['products_by_age'], (db, org) => lists.listInOrder(db, org, newest)],
    [
      'what customers see',
      ['products_by_age', 'variants_by_product'],
      (db, org) => lists.listInOrder(db, org, { ...forCustomers, sort: 'newest' }),
    ],
    [
      'what customers see, by name',
      ['products_by_name', 'variants_by_product'],
      (db, org) => lists.listInOrder(db, org, { ...forCustomers, sort: 'name' }),
    ],
    [
      'a page in the middle',
      ['products_by_age'],
      (db, org) => lists.listInOrder(db, org, { ...newest, after: { createdAt: now, id } }),
    ],
    [
      'of a type',
      ['products_by_type_and_age'],
      (db, org) => lists.listInOrder(db, org, { ...newest, type: 'Rare' }),
    ],
    ['by name', ['products_by_name'], (db, org) => lists.listInOrder(db, org, byName)],
    [
      'by name, in the middle',
      ['products_by_name'],
      (db, org) => lists.listInOrder(db, org, { ...byName, after: { sortName: 'mug', id } }),
    ],
    [
      'of a type, by name',
      ['products_by_type_and_name'],
      (db, org) => lists.listInOrder(db, org, { ...byName, type: 'Rare' }),
    ],
    [
      'a search',
      [
        ...['products_by_words', 'products_by_name_prefix'],
        ...['variants_by_sku_prefix', 'variants_by_barcode_prefix'],
      ],
      (db, org) => lists.findMatching(db, org, rare, 1_000),
    ],
    ['what a search has found', ['products_pkey'], (db, org) => lists.listOf(db, org, ids, newest)],
    [
      'a search for what many have',
      ['products_by_age'],
      (db, org) => lists.listInOrder(db, org, newest, searchOf('mug')),
    ],
    [
      'the variants of a page',
      ['variants_by_product', 'prices_pkey'],
      (db, org) => variants.listVariants(db, org, ids),
    ],
    [
      'the images of a page',
      ['product_images_by_product'],
      (db, org) => images.listImages(db, org, ids),
    ],
    ['an image', ['product_images_pkey'], (db, org) => images.findStoredImage(db, org, id)],
    [
      'a page of the export',
      ['variants_by_product', 'products_pkey', 'prices_pkey'],
      (db, org) =>
        exports.listExportRows(db, org, {
          after: { productId: id, position: 0, sku: 'A' },
          limit: 100,
        }),
    ],
    [
      'the SKUs of an import',
      ['variants_pkey', 'prices_pkey'],
      (db, org) => rows.listVariantsBySku(db, org, ['A', 'B']),
    ],
    [
      'the names of an import',
      ['products_by_name_prefix'],
      (db, org) => rows.listIdsByName(db, org, { names: ['Mug 5', 'Mug 6'], except: ids }),
    ],
    [
      'the barcodes of an import',
      [], // Two indexes serve it equally well.
      (db, org) => rows.findBarcodeOwners(db, org, ['1', '2']),
    ],
  ]

test('no list of the catalog reads more than its page, however many products there are', async () => {
  await using world = await scene()
  await stock(world)
  for (const [what, indexes, run] of reads) {
    const plans = await plansOf(world, (db) => run(db, world.ctx.orgId))
    const text = plans.map((plan) => plan.text).join('\n')
    expect([what, plans.flatMap((plan) => plan.seqScans)], text).toEqual([what, []])
    const missing = indexes.filter((index) => !plans.some((plan) => plan.usesIndex(index)))
    expect([what, missing], text).toEqual([what, []])
  }
})

/** Enough that a wrong index, or none, would be chosen where it seems cheaper. */
async function stock(world: Scene): Promise<void> {
  const of = [world.ctx.orgId]
  await world.rows(`insert into product_types (org_id, name) values ($1, 'Rare')`, of)
  await world.rows(
    `insert into products (org_id, id, name, state, type, created_at)
     select $1, gen_random_uuid(), (array['Mug', 'Cup', 'Pot'])[1 + n % 3] || ' ' || n,
       (array['published', 'published', 'draft', 'archived'])[1 + n % 4],
       case when n % 100 = 0 then 'Rare' end, now() - n * interval '1 min'
     from generate_series(1, 20000) n`,
    of,
  )
  await world.rows(
    `insert into variants (org_id, sku, product_id, barcode)
     select org_id, 'SKU-' || id, id, '890' || (row_number() over ())::text
     from products where org_id = $1`,
    of,
  )
  await world.rows(
    `insert into prices select org_id, sku, 'INR', 100 from variants where org_id = $1`,
    of,
  )
  await world.rows(
    `insert into product_images (org_id, id, product_id, url)
     select org_id, gen_random_uuid(), id, 'https://img.example/a.png' from products
     where org_id = $1`,
    of,
  )
  await world.rows('vacuum analyze products, variants, prices, product_images')
}
