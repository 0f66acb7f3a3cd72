import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'
import { type Resized, type Side, SIZE_TYPE } from './resize.ts'
import type { Shown } from './store.ts'

/** Whether nobody has made its sizes yet. */
export async function findUnresized(db: Db, orgId: string, imageId: string): Promise<boolean> {
  const found = await tables(db)
    .selectFrom('product_images')
    .select('id')
    .where('org_id', '=', orgId)
    .where('id', '=', imageId)
    .where('resized', '=', 'waiting')
    .executeTakeFirst()
  return found !== undefined
}

/** Writes what was made, once: whoever comes second finds nothing that waits. */
export async function saveSizes(
  tx: Tx,
  orgId: string,
  imageId: string,
  { width, height, sizes }: Resized,
): Promise<void> {
  const told = sizes.map(({ bytes: _bytes, ...rest }) => rest)
  const { numUpdatedRows } = await tables(tx)
    .updateTable('product_images')
    .set({ resized: 'done', width, height, sizes: JSON.stringify(told) })
    .where('org_id', '=', orgId)
    .where('id', '=', imageId)
    .where('resized', '=', 'waiting')
    .executeTakeFirst()
  if (numUpdatedRows === 0n || sizes.length === 0) return
  const rows = sizes.map(({ side, bytes }) => ({
    ...{ org_id: orgId, image_id: imageId, side, bytes },
    digest: createHash('sha256').update(bytes).digest(),
  }))
  await tables(tx).insertInto('product_image_sizes').values(rows).execute()
}

export async function noteFailure(db: Db, orgId: string, imageId: string): Promise<void> {
  await tables(db)
    .updateTable('product_images')
    .set({ resized: 'failed' })
    .where('org_id', '=', orgId)
    .where('id', '=', imageId)
    .execute()
}

/** The smallest that is large enough; none when only the original is. */
export async function findSize(
  db: Db,
  orgId: string,
  imageId: string,
  atLeast: Side,
): Promise<Shown | undefined> {
  const { rows } = await sql<{ bytes: Buffer; digest: Buffer }>`
    select bytes, digest from product_image_sizes
    where org_id = ${orgId} and image_id = ${imageId} and side >= ${atLeast}
    order by side limit 1
  `.execute(db)
  const [size] = rows
  return size && { ...size, mediaType: SIZE_TYPE, isFinal: true }
}
