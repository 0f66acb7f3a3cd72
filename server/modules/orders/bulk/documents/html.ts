const ENTITIES: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '"': '&quot;', "'": '&#39;' },
}

/** Escapes text from anybody, so that it cannot become part of the page. */
export const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)

/**
 * The head of a page, which is written in pieces, so that ten thousand slips take no more memory
 * than two hundred.
 */
export const head = (title: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title><style>
@page { margin: 15mm }
body { font: 11pt/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 180mm }
section { break-after: page; padding: 8mm 0 }
section:last-of-type { break-after: auto }
h1 { font-size: 16pt; margin: 0 0 4mm }
table { border-collapse: collapse; margin: 6mm 0; width: 100% }
tr { break-inside: avoid }
td, th { border-bottom: 1px solid #999; padding: 2mm; text-align: left }
td:first-child, th:first-child { width: 14mm; text-align: right }
address { font-style: normal; white-space: pre-line }
</style></head><body>
`

export const FOOT = '</body></html>\n'

/** A section of the page, or nothing when it has no lines. */
export const section = (title: string, lines: string[]): string =>
  lines.length === 0
    ? ''
    : `<section><h1>${escape(title)}</h1>\n<p>${lines.map(escape).join('<br>\n')}</p></section>\n`

export function table(columns: string[], rows: string[][]): string {
  const line = (cells: string[], tag: 'td' | 'th') =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>\n`
  const body = rows.map((cells) => line(cells, 'td')).join('')
  return `<table><thead>${line(columns, 'th')}</thead><tbody>\n${body}</tbody></table>\n`
}
