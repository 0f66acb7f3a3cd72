/**
 * Decodes a file as its bytes arrive: UTF-8, or UTF-16 if its byte order mark says so, as in
 * Excel's "Unicode text". Removes the mark, and replaces invalid bytes with U+FFFD.
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ text: string; isEnd: boolean }> {
  let begin: Uint8Array = new Uint8Array()
  let decoder: TextDecoder | undefined
  for await (const chunk of chunks) {
    if (decoder) {
      yield { text: decoder.decode(chunk, { stream: true }), isEnd: false }
      continue
    }
    begin = Buffer.concat([begin, chunk])
    if (begin.length < MARK_BYTES) continue
    decoder = new TextDecoder(encodingOf(begin))
    yield { text: decoder.decode(begin, { stream: true }), isEnd: false }
  }
  const last = decoder ? decoder.decode() : new TextDecoder().decode(begin)
  yield { text: last, isEnd: true }
}

const MARK_BYTES = 2

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}
