/** A value that can be an element of a PostgreSQL array. */
export type Element = string | number | boolean | null | undefined | Uint8Array | Date

/**
 * An array in PostgreSQL's text format, such as `{"a","b"}`. The driver can do this too, but it
 * runs two replacements over every element, which took a sixth of the engine's processor time
 * (measured with 256 callers).
 */
export function arrayLiteral(elements: readonly Element[]): string {
  let text = '{'
  for (let i = 0; i < elements.length; i++) {
    if (i > 0) text += ','
    text += elementText(elements[i])
  }
  return `${text}}`
}

function elementText(element: Element): string {
  if (element === null || element === undefined) return 'NULL'
  if (typeof element === 'string') return quoted(element)
  if (element instanceof Date) return `"${element.toISOString()}"`
  if (typeof element === 'object') return `"\\\\x${Buffer.from(element).toString('hex')}"`
  return String(element)
}

const quoted = (text: string): string =>
  text.includes('"') || text.includes('\\')
    ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
    : `"${text}"`
