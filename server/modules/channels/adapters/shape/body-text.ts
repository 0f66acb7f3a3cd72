import { isUtf8 } from 'node:buffer'

const LETTER = /[^\p{ASCII}\ufffd]/u

/**
 * A body as text. JSON is UTF-8, but older programs write Windows-1252, of which Latin-1 is a part.
 * Read as UTF-8 each letter of theirs beyond ASCII would be lost, so a body of which none is UTF-8
 * is read as theirs. One with a single broken letter among others stays what it is.
 */
export function bodyText(body: Uint8Array): string {
  const text = new TextDecoder().decode(body)
  if (!text.includes('\ufffd') || LETTER.test(text) || isUtf8(body)) return text
  return new TextDecoder('windows-1252').decode(body)
}
