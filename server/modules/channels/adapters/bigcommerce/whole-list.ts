import { entriesOf } from '../shape/raw-json.ts'
import { accepted, type Api, isMissing } from './api.ts'

/** How many lines, or other parts of an order, one answer may hold. */
const PART_MAX = 250
const PART_PAGES_MAX = 40

/** All pages of a list as one text. An answer that is no list is returned as it is. */
export async function wholeOf(api: Api, source: string): Promise<string> {
  const entries: string[] = []
  for (let page = 1; page <= PART_PAGES_MAX; page++) {
    const answer = await api.get(source, { limit: String(PART_MAX), page: String(page) })
    const text = isMissing(answer) ? 'null' : accepted(answer).text
    if (text !== 'null' && !Array.isArray(answer.json)) return text
    const found = entriesOf(text)
    entries.push(...found)
    if (found.length < PART_MAX) break
  }
  return `[${entries.join(',')}]`
}
