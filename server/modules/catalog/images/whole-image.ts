import { Transformer } from '@napi-rs/image'

/**
 * Whether an image can be shown to its last line, and does not only begin like one. Its end is
 * looked for as well, because the decoder fills up what a JPEG lacks, reads only the first picture
 * of an animation, and reads no GIF at all.
 */
export async function isWhole(image: Buffer, mediaType: string): Promise<boolean> {
  if (!hasEnd(image, mediaType)) return false
  return mediaType === 'image/gif' || inTurn(() => canBeDecoded(image))
}

function hasEnd(image: Buffer, mediaType: string): boolean {
  try {
    return ENDS[mediaType]!(image)
  } catch (error) {
    if (error instanceof RangeError) return false // It ends within a number.
    throw error
  }
}

const ENDS: Record<string, (image: Buffer) => boolean> = {
  'image/png': (image) => image.includes('IEND'),
  'image/webp': (image) => image.length >= 8 + image.readUInt32LE(4),
  'image/gif': gifEnds,
  'image/jpeg': jpegEnds,
}

/** Goes over segments, and over the picture itself, in which 0xff comes with 0 or a restart. */
function jpegEnds(image: Buffer): boolean {
  for (let at = 2; ;) {
    at = image.indexOf(0xff, at)
    if (at === -1) return false
    const marker = image.readUInt8(at + 1)
    const isRestart = marker >= 0xd0 && marker <= 0xd7
    if (marker === 0xd9) return true
    if (marker === 0xff) at += 1 // Padding.
    else if (marker === 0 || isRestart) at += 2
    else at += 2 + image.readUInt16BE(at + 2)
  }
}

/** Some programs leave out the sign of the end: then a picture must be there, and all of it. */
function gifEnds(image: Buffer): boolean {
  let hasPicture = false
  for (let at = 13 + coloursAt(image, 10); ;) {
    if (at === image.length && hasPicture) return true
    const block = image.readUInt8(at)
    if (block === 0x3b) return hasPicture
    if (block !== 0x2c && block !== 0x21) return false
    hasPicture ||= block === 0x2c
    at += block === 0x2c ? 11 + coloursAt(image, at + 9) : 2
    for (let size = image.readUInt8(at); size > 0; size = image.readUInt8(at)) at += 1 + size
    at += 1
  }
}

/** How long the table of colours is that the flags at this place announce. */
function coloursAt(image: Buffer, at: number): number {
  const flags = image.readUInt8(at)
  return flags & 0x80 ? 3 << (1 + (flags & 7)) : 0
}

let turn: Promise<unknown> = Promise.resolve()

/** One after the other: each may take four bytes for each of forty million pixels. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const mine = turn.then(work)
  turn = mine.catch(() => {}) // One that fails must not stop those behind it.
  return mine
}

/** 0.35 s of one core for a photograph of 24 megapixels (November 2026). */
async function canBeDecoded(image: Buffer): Promise<boolean> {
  try {
    await new Transformer(image).rawPixels()
    return true
  } catch {
    return false
  }
}
