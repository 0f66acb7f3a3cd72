import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { labelsIn } from '#platform/labels-in.ts'
import type { Attributes } from '../contract.ts'
import { tables } from '../tables.ts'
import type { Product } from './product.ts'

const products = (db: Db, orgId: string) =>
  tables(db)
    .selectFrom('products')
    .select(['id', 'name', 'description', 'type', 'attributes', 'state', 'version'])
    .select(['created_at as createdAt', 'updated_at as updatedAt'])
    .$narrowType<{ attributes: Attributes }>()
    .where('org_id', '=', orgId)

export const findProductRow = (db: Db, orgId: string, id: string): Promise<Product | undefined> =>
  products(db, orgId).where('id', '=', id).executeTakeFirst()

export const productLabels = labelsIn('products')

/** Whoever changes a product, its variants or its images takes this row first. */
export const lockProductRow = (tx: Tx, orgId: string, id: string): Promise<Product | undefined> =>
  products(tx, orgId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()

export async function insertProduct(tx: Tx, orgId: string, product: Product): Promise<void> {
  const { id, name, description, type, state, createdAt, updatedAt } = product
  await tables(tx)
    .insertInto('products')
    .values({
      ...{ org_id: orgId, id, name, description, type, state },
      attributes: JSON.stringify(product.attributes),
      created_at: createdAt,
      updated_at: updatedAt,
    })
    .execute()
}

export async function saveProduct(tx: Tx, orgId: string, product: Product): Promise<void> {
  const { id, name, description, type, state, version, updatedAt } = product
  await tables(tx)
    .updateTable('products')
    .set({ name, description, type, state, version, updated_at: updatedAt })
    .set({ attributes: JSON.stringify(product.attributes) })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** A variant or an image has changed, so what was read of the product is old. */
export async function raiseVersion(tx: Tx, orgId: string, id: string, now: Date): Promise<void> {
  await sql`
    update products set version = version + 1, updated_at = ${now}
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}
