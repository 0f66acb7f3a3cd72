/** One way to look something up. What was typed may be several things, and each is tried. */
export type Probe =
  | { in: 'number'; text: string }
  | { in: 'external_id'; text: string }
  | { in: 'sku'; text: string }
  /** Written from their ends, so that an index finds them. */
  | { in: 'number_end' | 'phone_end'; reversed: string }
  | { in: 'email_start'; prefix: string }
  /** Whole words, all of them. */
  | { in: 'words'; query: string }
  /** Parts of words, all of them. */
  | { in: 'name_parts'; patterns: string[] }

export type Search = {
  /** Tried first, all at once. */
  exact: Probe[]
  /** Only when nothing was found: it is slower, and finds more than was meant. */
  parts?: Extract<Probe, { in: 'name_parts' }>
  /** Parts of fewer than three letters stand in no index; one that does is enough. */
  partsAreIndexed: boolean
}

const WORDS_MAX = 8
const DIGITS_MIN = 4

/** What somebody typed, routed by its shape. Nothing that could be looked up: `undefined`. */
export function searchOf(typed: string): Search | undefined {
  const text = typed.toLowerCase()
  const words = text.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
  const [first] = words
  if (first === undefined) return undefined
  const single = words.length === 1 ? typed.trim() : undefined
  if (single && /^[^@]+@/.test(single)) return onlyExact([{ in: 'email_start', prefix: first }])

  const exact: Probe[] = single ? codesOf(single) : []
  if (single && /[\d._+-]/.test(single)) exact.push({ in: 'email_start', prefix: first })
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '')
  if (/^[\d\s+().-]+$/.test(text) && digits.length >= DIGITS_MIN) {
    return onlyExact([...exact, ...endsOf(digits)])
  }
  const wholeWords: Probe = { in: 'words', query: words.map(quoted).join(' & ') }
  return {
    exact: [...exact, wholeWords],
    parts: { in: 'name_parts', patterns: words.map((word) => `%${escaped(word)}%`) },
    partsAreIndexed: words.some((word) => word.length >= 3),
  }
}

const onlyExact = (exact: Probe[]): Search => ({ exact, partsAreIndexed: false })

/** A single word may be a code of ours or of somebody else. */
function codesOf(word: string): Probe[] {
  return [
    { in: 'number', text: word.toUpperCase() },
    { in: 'external_id', text: word },
    { in: 'sku', text: word.toLowerCase() },
  ]
}

function endsOf(digits: string): Probe[] {
  const reversed = Array.from(digits).toReversed().join('')
  return [
    { in: 'number_end', reversed },
    { in: 'phone_end', reversed },
  ]
}

/** In quotes nothing of it is an operator; PostgreSQL itself splits it as it did the name. */
const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

export const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)
