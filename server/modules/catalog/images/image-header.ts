export type ImageHeader = { mediaType: string; width: number; height: number }

/**
 * What the first bytes say: the kind of image by its magic number, and its size in pixels. Nothing
 * for whatever is no image that all browsers show; SVG is a program and never one of them.
 */
export function readImageHeader(image: Uint8Array): ImageHeader | undefined {
  const bytes = Buffer.from(image.buffer, image.byteOffset, image.byteLength)
  try {
    return png(bytes) ?? gif(bytes) ?? webp(bytes) ?? jpeg(bytes)
  } catch (error) {
    if (error instanceof RangeError) return undefined // It ends within its header.
    throw error
  }
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

function png(bytes: Buffer): ImageHeader | undefined {
  const isPng = bytes.subarray(0, 8).equals(PNG) && bytes.toString('latin1', 12, 16) === 'IHDR'
  if (!isPng) return undefined
  return { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function gif(bytes: Buffer): ImageHeader | undefined {
  if (!/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return undefined
  return { mediaType: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
}

function webp(bytes: Buffer): ImageHeader | undefined {
  const at = (from: number) => bytes.toString('latin1', from, from + 4)
  if (at(0) !== 'RIFF' || at(8) !== 'WEBP') return undefined
  const size = WEBP_SIZES[at(12)]?.(bytes)
  return size && { mediaType: 'image/webp', ...size }
}

/** Lossy, lossless and extended files keep their size in different places. */
const WEBP_SIZES: Record<string, (bytes: Buffer) => { width: number; height: number }> = {
  'VP8 ': (bytes) => ({
    width: bytes.readUInt16LE(26) & 0x3fff,
    height: bytes.readUInt16LE(28) & 0x3fff,
  }),
  VP8L: (bytes) => {
    const bits = bytes.readUInt32LE(21)
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  },
  VP8X: (bytes) => ({ width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) }),
}

const FRAMES = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
])

/** Goes from segment to segment until the one that begins the picture. */
function jpeg(bytes: Buffer): ImageHeader | undefined {
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) return undefined
    const marker = bytes.readUInt8(at + 1)
    if (marker === 0xff) at += 1 // Padding.
    else if (FRAMES.has(marker)) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)]
      return { mediaType: 'image/jpeg', width, height }
    } else at += 2 + bytes.readUInt16BE(at + 2)
  }
}
