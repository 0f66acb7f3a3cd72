import { Transformer } from '@napi-rs/image'

/** Whole pictures, of a size that none of the others has. */
const drawn = (width: number, height: number) =>
  Transformer.fromRgbaPixels(Buffer.alloc(width * height * 4, 200), width, height)

export const PNG = await drawn(256, 2).png()
export const JPEG = await drawn(6, 5).jpeg(90)
export const WEBP = await drawn(9, 10).webpLossless()
/** A pixel, then the same again: the library writes no GIF. */
export const GIF = Buffer.from(
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAAsAAAAAAEAAQAAAgFEADs=',
  'base64',
)
