import { gunzipSync } from 'node:zlib'
import type { Lossless } from '#platform/lossless-json.ts'
import { at, jsonOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'

const BYTES_MAX = 20_000_000
const WORDS_MAX = 300

/**
 * Why a report refuses a message of its feed; null where it does not, undefined where the bytes are
 * no report. Feeds of listings are answered in JSON, older kinds of feeds in XML.
 */
export function refusalOf(
  bytes: Uint8Array,
  { messageId, isPacked }: { messageId: string; isPacked: boolean },
): string | null | undefined {
  const report = isPacked ? gunzipSync(bytes, { maxOutputLength: BYTES_MAX }) : bytes
  const text = new TextDecoder().decode(report)
  if (text.trimStart().startsWith('<')) return refusalInXml(text, messageId)
  const json = jsonOf(text)
  return json === undefined ? undefined : refusalInJson(json, messageId)
}

function refusalInJson(report: Lossless, messageId: string): string | null {
  const issue = objectsOf(at(report, 'issues')).find(
    (one) => textOf(one['messageId']) === messageId && one['severity'] === 'ERROR',
  )
  if (!issue) return null
  return textOf(issue['message'], WORDS_MAX) ?? textOf(issue['code']) ?? 'no words'
}

/** In XML. What is wrong with the feed as a whole is reported for its message 0. */
function refusalInXml(text: string, messageId: string): string | null {
  const results = [...text.matchAll(/<Result>([^]*?)<\/Result>/g)].map(([, inner]) => inner!)
  const refused = results.find((result) => {
    const id = within(result, 'MessageID')
    return within(result, 'ResultCode') === 'Error' && (id === messageId || id === '0')
  })
  if (refused === undefined) return null
  return within(refused, 'ResultDescription')?.slice(0, WORDS_MAX) ?? 'no words'
}

const within = (text: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.trim()
