const FIRST_BYTES = 64 * 1024
/** No character of JavaScript's strings takes more bytes in UTF-8. */
const BYTES_MAX = 3

export type RowBuffer = { add(text: string): void; bytes(): Buffer }

/** Rows as bytes from the start: strings kept until a chunk is full cost a quarter more time. */
export function rowBuffer(): RowBuffer {
  let buffer = Buffer.allocUnsafe(0)
  let used = 0
  return {
    add(text) {
      const most = used + text.length * BYTES_MAX
      if (most > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(FIRST_BYTES, buffer.length * 2, most))
        buffer.copy(larger, 0, 0, used)
        buffer = larger
      }
      used += buffer.write(text, used, 'utf8')
    },
    bytes: () => buffer.subarray(0, used),
  }
}
