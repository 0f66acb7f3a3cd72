/** The head of a generated page: what it is, and that nobody should edit it. */
export const head = (title: string, source: string, words: string): string =>
  `# ${title}\n\n<!-- Made from ${source} by tools/reference.ts. Do not edit it here. -->\n\n${words}\n\n`

/** A Markdown table; the formatter aligns its columns. */
export function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(escaped).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}

const escaped = (cell: string) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')

export const code = (text: string) => `\`${text}\``
