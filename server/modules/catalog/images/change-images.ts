import { createHash } from 'node:crypto'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { newId } from '#platform/random.ts'
import { type AddImageBody, IMAGES_MAX } from '../contract.ts'
import { CatalogProblem } from '../problems.ts'
import { finishChange, lockProduct, type OfVersion } from '../products/change-product.ts'
import { type ImageHeader, readImageHeader } from './image-header.ts'
import { isWhole } from './whole-image.ts'
import { deleteImage, type Image, insertImage, listImages, saveOrder } from './store.ts'

export const IMAGE_BYTES_MAX = 5 * 1_024 * 1_024
const SIDE_MAX = 16_384
/** A few bytes can stand for very many pixels, and each takes four bytes while it is resized. */
const PIXELS_MAX = 40_000_000

/** Stores the image, or the link to it, as it is; its smaller sizes are made by a job. */
export async function addImage(
  ctx: Ctx,
  { image: wanted, ...which }: OfVersion & { image: AddImageBody },
): Promise<void> {
  const { alt = '', url = null } = wanted
  const stored = wanted.file ? await checked(wanted.file) : NOTHING_STORED
  const { orgId, actor, cause } = ctx
  await inTransaction(ctx.db, async (tx) => {
    const product = await lockProduct(ctx, tx, which)
    const images = await listImages(tx, orgId, [product.id])
    if (images.length >= IMAGES_MAX) throw CatalogProblem.too_many_images()
    const position = 1 + (images.at(-1)?.position ?? 0)
    const image = { id: newId(), productId: product.id, position, alt, url, ...stored }
    await insertImage(tx, orgId, image)
    if (image.resized === 'waiting') {
      const payload = { imageId: image.id }
      await enqueue(tx, 'catalog.resize_image', payload, { orgId, actor, cause })
    }
    await finishChange(ctx, tx, product, { after: { image: told(image) } })
  })
}

/** The ids of all images of the product, the first one first. */
export async function orderImages(
  ctx: Ctx,
  { ids, ...which }: OfVersion & { ids: string[] },
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const product = await lockProduct(ctx, tx, which)
    const before = (await listImages(tx, ctx.orgId, [product.id])).map(({ id }) => id)
    if (new Set(ids).size !== ids.length || ids.toSorted().join() !== before.toSorted().join()) {
      const detail = 'must name each image of the product once'
      throw HttpProblem.invalid_request({ errors: [{ pointer: '/body/ids', detail }] })
    }
    if (ids.join() === before.join()) return
    await saveOrder(tx, ctx.orgId, ids)
    const change = { before: { images: before }, after: { images: ids } }
    await finishChange(ctx, tx, product, change)
  })
}

export async function removeImage(
  ctx: Ctx,
  { imageId, ...which }: OfVersion & { imageId: string },
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const product = await lockProduct(ctx, tx, which)
    const images = await listImages(tx, ctx.orgId, [product.id])
    const image = images.find(({ id }) => id === imageId)
    if (!image) throw CatalogProblem.image_not_found()
    await deleteImage(tx, ctx.orgId, imageId)
    await finishChange(ctx, tx, product, { before: { image: told(image) } })
  })
}

const NOTHING_STORED = {
  ...{ mediaType: null, width: null, height: null, bytes: null, digest: null },
  resized: 'never' as const,
}

async function checked({ bytes, mediaType }: NonNullable<AddImageBody['file']>) {
  const header = readImageHeader(bytes)
  const isSo = header?.mediaType === mediaType
  if (!isSo || !isDrawable(header)) throw CatalogProblem.image_refused({ found: header ?? null })
  const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!(await isWhole(image, mediaType))) throw CatalogProblem.image_broken()
  const digest = createHash('sha256').update(image).digest()
  return { ...header, bytes: image, digest, resized: 'waiting' as const }
}

const isDrawable = ({ width, height }: ImageHeader): boolean =>
  isSide(width) && isSide(height) && width * height <= PIXELS_MAX

const isSide = (pixels: number): boolean => pixels >= 1 && pixels <= SIDE_MAX

type Told = Pick<Image, 'id' | 'alt' | 'url' | 'mediaType' | 'width' | 'height'>

const told = ({ id, alt, url, mediaType, width, height }: Told) => ({
  ...{ id, alt, url, mediaType, width, height },
})
