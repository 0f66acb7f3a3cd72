const TOKENS = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** JSON of one line in lines. Read word by word: numbers keep all figures that were sent. */
export function indented(text: string): string {
  if (!/^\s*[{[]/.test(text)) return text
  let [out, depth, before] = ['', 0, '']
  for (const token of text.match(TOKENS) ?? []) {
    const isEnd = token === '}' || token === ']'
    if (isEnd) depth -= 1
    const isFirst = before === '{' || before === '['
    if (isEnd ? !isFirst : isFirst || before === ',') out += `\n${'  '.repeat(depth)}`
    out += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    before = token
  }
  return out
}
