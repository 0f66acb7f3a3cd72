import type { Connection, QueuedMessages } from '../../adapter.ts'
import { askedFor } from '../asked-for.ts'
import { callPlatform } from '../call-platform.ts'
import { at, jsonOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'

const TEXT_MAX = 300_000

/** A queue that speaks as SQS does. Without one, the sweep of the list finds everything later. */
export async function receiveMessages(connection: Connection): Promise<QueuedMessages> {
  const queueUrl = connection.credentials['queueUrl']
  if (!queueUrl) return { messages: [], done: async () => {} }
  const answer = await ask(connection, queueUrl, 'ReceiveMessage', {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
  })
  const found = objectsOf(at(answer, 'Messages'))
  const receipts = found.map(({ ReceiptHandle }) => textOf(ReceiptHandle, TEXT_MAX) ?? '')
  return {
    messages: found.map(({ Body }) => askedFor(textOf(Body, TEXT_MAX) ?? '', 'queue')),
    done: async () => {
      if (receipts.length === 0) return
      const entries = receipts.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
      const body = { QueueUrl: queueUrl, Entries: entries }
      await ask(connection, queueUrl, 'DeleteMessageBatch', body)
    },
  }
}

async function ask(connection: Connection, url: string, action: string, body: unknown) {
  const reply = await callPlatform('amazon', connection, {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
      ...(connection.credentials['queueKey'] && {
        'x-api-key': connection.credentials['queueKey'],
      }),
    },
    body: JSON.stringify(body),
    repeatable: true,
  })
  return jsonOf(reply.body)
}
