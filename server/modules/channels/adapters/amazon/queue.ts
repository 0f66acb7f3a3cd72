import type { Connection, QueuedMessages } from '../../adapter.ts'
import { askedFor } from '../asked-for.ts'
import { callPlatform } from '../call-platform.ts'
import { at, jsonOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { awsSignature } from './aws-signature.ts'

const TEXT_MAX = 300_000

/**
 * Receives notifications from SQS, or a service that speaks like it. Without a queue the list finds
 * everything later.
 */
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

async function ask(connection: Connection, url: string, action: string, request: unknown) {
  const method = 'POST'
  const body = JSON.stringify(request)
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AmazonSQS.${action}`,
  }
  const proof = proofOf(connection, { method, url, headers, body })
  const reply = await callPlatform('amazon', connection, {
    ...{ method, url, headers: { ...headers, ...proof }, body, repeatable: true },
  })
  return jsonOf(reply.body)
}

/**
 * The headers that prove who we are: SQS demands a signature, and a gateway in front of it a key.
 */
function proofOf(
  { credentials, now }: Connection,
  request: Parameters<typeof awsSignature>[0],
): Record<string, string> {
  const { queueKey, queueAccessKeyId: id, queueSecretKey: secret } = credentials
  const key = queueKey && { 'x-api-key': queueKey }
  if (!id || !secret) return { ...key }
  const aws = { id, secret, region: regionOf(request.url), service: 'sqs' }
  return { ...key, ...awsSignature(request, aws, now()) }
}

/**
 * The region in the address of a queue, as in
 * `https://sqs.eu-west-1.amazonaws.com/123456789012/orders`.
 */
const regionOf = (url: string): string =>
  /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com/.exec(url)?.[1] ?? 'us-east-1'
