import type { ReactElement } from 'react'
import { Trans } from 'react-i18next/TransWithoutContext'
import { written, type Values } from './i18n.ts'
import { i18n } from './other-language.ts'

type SentenceProps = {
  says: string
  values?: Values
  /** What the tags of the sentence stand for: `See <link>the orders</link> since <time/>.` */
  parts: Readonly<Record<string, ReactElement>>
}

/** A whole sentence with a link, a time or the like in it, since each language orders its own. */
export const Sentence = ({ says, values = {}, parts }: SentenceProps) => (
  <Trans i18n={i18n} i18nKey={says} values={written(values)} components={parts} />
)
