import type { Db } from '#platform/database.ts'
import type { Statement } from '#platform/lane.ts'
import { runStatement } from '#platform/run-statement.ts'
import type { Secrets } from '#platform/secrets.ts'
import { digestOf, type Incoming, keptHeaders, topicOf, type Verdict } from './message.ts'
import { sealBody } from './seal.ts'

export type MessageRow = {
  orgId: string
  id: string
  receivedAt: string
  storeId: string
  platform: string
  source: string
  topic: string | null
  deliveryKey: string | null
  headers: string
  body: Uint8Array
  bodyBytes: number
  digest: Uint8Array
  verdict: Verdict
  reason: string | null
  externalId: string | null
  orderId: string | null
  processedAt: string | null
}

export type Judgement = {
  verdict: Verdict
  reason?: string | null
  externalId?: string | null
  orderId?: string | null
}

/**
 * Makes rows of one message with different verdicts; its body is compressed and sealed only once.
 */
export function rowMaker(secrets: Secrets, incoming: Incoming, deliveryKey: string | undefined) {
  const { id, receivedAt, account, source, headers, body } = incoming
  const common = {
    ...{ orgId: account.orgId, id, receivedAt: receivedAt.toISOString(), storeId: account.id },
    ...{ platform: account.platform, source, topic: topicOf(headers) },
    deliveryKey: deliveryKey?.slice(0, 200) ?? null,
    headers: JSON.stringify(keptHeaders(headers)),
    body: sealBody(secrets, id, body),
    ...{ bodyBytes: body.length, digest: digestOf(body) },
  }
  return ({ verdict, reason, externalId, orderId }: Judgement): MessageRow => ({
    ...common,
    ...{ verdict, reason: wordsOf(reason), externalId: externalId ?? null },
    orderId: orderId ?? null,
    processedAt: OPEN.has(verdict) ? null : receivedAt.toISOString(),
  })
}

const OPEN = new Set<Verdict>(['working', 'fetching', 'waiting'])

const wordsOf = (reason: string | null | undefined): string | null =>
  reason?.replaceAll('\0', '').toWellFormed().slice(0, 1_000) ?? null

const COLUMNS: [column: string, type: string, name: keyof MessageRow, wire?: string][] = [
  ['org_id', 'uuid', 'orgId'],
  ['id', 'uuid', 'id'],
  ['received_at', 'timestamptz', 'receivedAt'],
  ['store_id', 'uuid', 'storeId'],
  ['platform', 'text', 'platform'],
  ['source', 'text', 'source'],
  ['topic', 'text', 'topic'],
  ['delivery_key', 'text', 'deliveryKey'],
  ['headers', 'text', 'headers', 'headers::jsonb'],
  ['body_sealed', 'bytea', 'body'],
  ['body_bytes', 'int', 'bodyBytes'],
  ['digest', 'bytea', 'digest'],
  ['verdict', 'text', 'verdict'],
  ['reason', 'text', 'reason'],
  ['external_id', 'text', 'externalId'],
  ['order_id', 'uuid', 'orderId'],
  ['processed_at', 'timestamptz', 'processedAt'],
]
const NAMES = COLUMNS.map(([column]) => column).join(', ')
const TEXT = `
  insert into messages (${NAMES})
  select ${COLUMNS.map(([column, , , wire]) => wire ?? column).join(', ')}
  from unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
    as m (${NAMES})
  on conflict (org_id, id, received_at) do nothing`

/** Inserts the messages of all orders of a batch of the order engine by one statement. */
export const writeMessages = (rows: MessageRow[]): Statement => ({
  name: 'intake_write_messages',
  text: TEXT,
  values: COLUMNS.map(([, , name]) => rows.map((row) => row[name])),
})

export async function insertMessage(db: Db, row: MessageRow): Promise<void> {
  await runStatement(db, writeMessages([row]))
}
