import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { AttributeSchema } from '../contract.ts'
import { tables } from '../tables.ts'

export type ProductType = { name: string; attributes: AttributeSchema | null }

const types = (db: Db, orgId: string) =>
  tables(db)
    .selectFrom('product_types')
    .select(['name', 'attributes'])
    .$narrowType<{ attributes: AttributeSchema | null }>()
    .where('org_id', '=', orgId)

export const TYPES_MAX = 1_000

export const listTypes = (db: Db, orgId: string): Promise<ProductType[]> =>
  types(db, orgId).orderBy('name').limit(TYPES_MAX).execute()

export const findType = (db: Db, orgId: string, name: string): Promise<ProductType | undefined> =>
  types(db, orgId).where('name', '=', name).executeTakeFirst()

export async function saveType(db: Db, orgId: string, { name, attributes }: ProductType) {
  await sql`
    insert into product_types (org_id, name, attributes)
    values (${orgId}, ${name}, ${attributes && JSON.stringify(attributes)}::jsonb)
    on conflict (org_id, name) do update set attributes = excluded.attributes
  `.execute(db)
}

export async function deleteType(db: Db, orgId: string, name: string): Promise<void> {
  await tables(db)
    .deleteFrom('product_types')
    .where('org_id', '=', orgId)
    .where('name', '=', name)
    .execute()
}
