import type { Ctx } from '#platform/context.ts'
import { CatalogProblem } from '../problems.ts'
import { SIDES } from './resize.ts'
import { findSize } from './size-store.ts'
import { findStoredImage, type Shown } from './store.ts'

/** The size that was asked for, or the original where there is none. */
export async function showImage(ctx: Ctx, id: string, size: string | undefined): Promise<Shown> {
  const side = SIDES.find((one) => String(one) === size)
  const sized = side && (await findSize(ctx.db, ctx.orgId, id, side))
  if (sized) return sized
  const image = await findStoredImage(ctx.db, ctx.orgId, id)
  if (!image) throw CatalogProblem.image_not_found()
  return { ...image, isFinal: !side || image.resized !== 'waiting' }
}
