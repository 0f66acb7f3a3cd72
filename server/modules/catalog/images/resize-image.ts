import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { resize, type Resized } from './resize.ts'
import { findStoredImage } from './store.ts'
import { findUnresized, noteFailure, saveSizes } from './size-store.ts'

/** Makes the sizes of one image. Whatever was done or removed meanwhile is left alone. */
export async function resizeImage(ctx: Ctx, imageId: string, signal: AbortSignal): Promise<void> {
  const { db, orgId } = ctx
  if (!(await findUnresized(db, orgId, imageId))) return
  const stored = await findStoredImage(db, orgId, imageId)
  if (!stored) return
  const resized = await tryResize(ctx, imageId, stored.bytes, signal)
  if (!resized) return noteFailure(db, orgId, imageId)
  await inTransaction(db, (tx) => saveSizes(tx, orgId, imageId, resized))
}

/** The library cannot read it, such as a GIF: to try again would change nothing. */
async function tryResize(
  ctx: Ctx,
  imageId: string,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<Resized | undefined> {
  try {
    return await resize(bytes, signal)
  } catch (error) {
    signal.throwIfAborted()
    ctx.log.warn({ err: error, imageId }, 'catalog.image_not_resized')
    return undefined
  }
}
