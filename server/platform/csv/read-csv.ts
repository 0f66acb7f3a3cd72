import { decodeText } from './decode-text.ts'
import { unguard } from './formula.ts'
import { type Separator, separatorOf } from './separator.ts'

/** A record. `line` is the line where it begins, counted from 1. */
export type CsvRecord =
  | { line: number; cells: string[] }
  /** A record that cannot be read. `text` is its beginning, short enough to be shown. */
  | { line: number; fault: string; text: string }

const RECORD_CHARS_MAX = 262_144
const CELLS_MAX = 1_000
const SHOWN_CHARS_MAX = 1_000

/**
 * Reads CSV (RFC 4180) in bounded memory, including what Excel writes with semicolons between the
 * cells, and its "Unicode text". A bad record is reported, and reading goes on with the next line.
 * Empty lines are skipped.
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const place: Place = { text: '', from: 0, line: 1, separator: undefined }
  for await (const { text, isEnd } of decodeText(chunks)) {
    place.text = place.text.slice(place.from) + text
    place.from = 0
    place.separator ??= separatorOf(place.text, isEnd)
    if (place.separator !== undefined) yield* recordsIn(place, place.separator, isEnd)
    if (place.text.length - place.from > RECORD_CHARS_MAX) {
      const shown = place.text.slice(place.from, place.from + SHOWN_CHARS_MAX)
      yield { line: place.line, fault: TOO_LONG, text: shown }
      return
    }
  }
}

const TOO_LONG =
  'The record is longer than 256 KB, perhaps because a quote is not closed. ' +
  'Nothing after it was read.'

/** The place of the reader. `separator` is known once the first row is there. */
type Place = { text: string; from: number; line: number; separator: Separator | undefined }

function* recordsIn(place: Place, separator: Separator, isEnd: boolean): Generator<CsvRecord> {
  const { text } = place
  while (place.from < text.length) {
    const { from, line } = place
    const found = scan(text, { from, separator, isEnd })
    if (!found) return
    place.from = found.next
    place.line += linesIn(text, from, found.next)
    if (found.fault) {
      const shown = text.slice(from, Math.min(found.next, from + SHOWN_CHARS_MAX)).trimEnd()
      yield { line, fault: found.fault, text: shown }
    } else if (!isEmptyLine(text, from)) {
      yield { line, cells: found.cells.map(unguard) }
    }
  }
}

const isEmptyLine = (text: string, from: number): boolean =>
  text.startsWith('\n', from) || text.startsWith('\r\n', from)

function linesIn(text: string, from: number, to: number): number {
  let lines = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    lines++
  }
  return lines
}

type Scanned = { cells: string[]; next: number; fault?: string }

/** Reads one record. Gives `undefined` when its end has not arrived yet. */
function scan(
  text: string,
  { from, separator, isEnd }: { from: number; separator: Separator; isEnd: boolean },
): Scanned | undefined {
  const cells: string[] = []
  let at = from
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, PLAIN[separator])
    if (cell === undefined) return isEnd ? { cells, next: text.length, fault: OPEN } : undefined
    cells.push(cell.value)
    at = cell.end
    // The next chunk may begin with the second half of a doubled quote or of a line end.
    const isUndecided = at === text.length || (text[at] === '\r' && at + 1 === text.length)
    if (isUndecided) {
      if (!isEnd) return undefined
      return at === text.length ? { cells, next: at } : { cells, next: text.length, fault: STRAY }
    }
    if (text[at] === '\n') return { cells, next: at + 1 }
    if (text.startsWith('\r\n', at)) return { cells, next: at + 2 }
    if (text[at] !== separator) return refused(text, at, isEnd, STRAY)
    if (cells.length === CELLS_MAX) return refused(text, at, isEnd, WIDE)
    at++
  }
}

const OPEN = 'A quote is opened and never closed.'
const STRAY = 'A quote or a line end stands where it may not. Quote the whole cell, and double it.'
const WIDE = `The record has more than ${CELLS_MAX} cells.`

/** Reports a fault, and goes on with the next line. */
function refused(text: string, at: number, isEnd: boolean, fault: string): Scanned | undefined {
  const lineEnd = text.indexOf('\n', at)
  if (lineEnd === -1 && !isEnd) return undefined
  return { cells: [], next: lineEnd === -1 ? text.length : lineEnd + 1, fault }
}

const PLAIN = { ',': /[^",\r\n]*/y, ';': /[^";\r\n]*/y, '\t': /[^"\t\r\n]*/y }

function plainCell(text: string, from: number, plain: RegExp): { value: string; end: number } {
  plain.lastIndex = from
  plain.test(text)
  return { value: text.slice(from, plain.lastIndex), end: plain.lastIndex }
}

function quotedCell(text: string, from: number): { value: string; end: number } | undefined {
  let end = text.indexOf('"', from + 1)
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2)
  if (end === -1) return undefined
  return { value: text.slice(from + 1, end).replaceAll('""', '"'), end: end + 1 }
}
