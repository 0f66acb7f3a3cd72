import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { type ImageSize, type ResizeState, tables } from '../tables.ts'

export type Image = {
  id: string
  productId: string
  position: number
  alt: string
  /** Of an image that lives elsewhere. */
  url: string | null
  mediaType: string | null
  width: number | null
  height: number | null
  /** Whether the smaller sizes are made; `never` of an image that lives elsewhere. */
  resized: ResizeState
  sizes: ImageSize[]
}

export type Shown = {
  bytes: Buffer
  digest: Buffer
  mediaType: string
  /** Whether it will never be another: a size may still be on its way. */
  isFinal: boolean
}

/** Without their bytes, in the order in which they are shown. */
export const listImages = (db: Db, orgId: string, productIds: string[]): Promise<Image[]> =>
  tables(db)
    .selectFrom('product_images')
    .select(['id', 'product_id as productId', 'position', 'alt', 'url'])
    .select(['media_type as mediaType', 'width', 'height', 'resized', 'sizes'])
    .where('org_id', '=', orgId)
    .where('product_id', 'in', productIds)
    .orderBy('product_id')
    .orderBy('position')
    .orderBy('id')
    .execute()

/** An image whose bytes are ours. */
export function findStoredImage(db: Db, orgId: string, id: string) {
  return tables(db)
    .selectFrom('product_images')
    .select(['bytes', 'digest', 'media_type as mediaType', 'resized'])
    .$narrowType<{ bytes: Buffer; digest: Buffer; mediaType: string }>()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('bytes', 'is not', null)
    .executeTakeFirst()
}

export async function insertImage(
  tx: Tx,
  orgId: string,
  image: Omit<Image, 'sizes'> & { bytes: Buffer | null; digest: Buffer | null },
): Promise<void> {
  const { id, productId, position, alt, url, mediaType, width, height, bytes, digest } = image
  const { resized } = image
  await tables(tx)
    .insertInto('product_images')
    .values({
      ...{ org_id: orgId, id, product_id: productId, position, alt, url, bytes, digest },
      ...{ media_type: mediaType, width, height, resized },
    })
    .execute()
}

export async function saveOrder(tx: Tx, orgId: string, ids: string[]): Promise<void> {
  await sql`
    update product_images i set position = w.position
    from unnest(${ids}::uuid[]) with ordinality as w (id, position)
    where i.org_id = ${orgId} and i.id = w.id
  `.execute(tx)
}

export async function deleteImage(tx: Tx, orgId: string, id: string): Promise<void> {
  await tables(tx)
    .deleteFrom('product_images')
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}
