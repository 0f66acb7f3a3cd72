import { cloneElement, Fragment, type ReactElement, type ReactNode } from 'react'
import { filled, pattern, type Values } from './i18n.ts'

type SentenceProps = {
  says: string
  values?: Values
  /** What the tags of the sentence stand for: `See <link>the orders</link> since <time/>.` */
  parts: Readonly<Record<string, ReactElement>>
}

const TAG = /<(\w+)\/>|<(\w+)>(.*?)<\/\2>/g

/** A whole sentence with a link, a time or the like in it, since each language orders its own. */
export function Sentence({ says, values = {}, parts }: SentenceProps) {
  const sentence = pattern(says)
  const pieces: ReactNode[] = []
  let end = 0
  // The blanks are filled piece by piece: what is put into them is never read as a tag.
  for (const { 0: tag, 1: alone, 2: around = '', 3: inside = '', index } of sentence.matchAll(
    TAG,
  )) {
    const part = parts[alone ?? around] ?? <Fragment />
    pieces.push(filled(sentence.slice(end, index), values))
    const props = { key: index }
    pieces.push(
      alone ? cloneElement(part, props) : cloneElement(part, props, filled(inside, values)),
    )
    end = index + tag.length
  }
  return [...pieces, filled(sentence.slice(end), values)]
}
