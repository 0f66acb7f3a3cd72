import { createHmac, hash } from 'node:crypto'

export type AwsKey = { id: string; secret: string; region: string; service: string }

type Signed = {
  method: string
  url: string
  /** All headers are signed. Their names are in small letters. */
  headers: Readonly<Record<string, string>>
  body: string
}

/** The header by which AWS verifies a request: who asks, when, and that nobody has changed it. */
export function awsSignature(
  { method, url, headers, body }: Signed,
  { id, secret, region, service }: AwsKey,
  now: Date,
): { 'x-amz-date': string; authorization: string } {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const day = time.slice(0, 8)
  const { host, pathname, searchParams } = new URL(url)
  const signed = Object.entries({ ...headers, host, 'x-amz-date': time }).toSorted(byName)
  const names = signed.map(([name]) => name).join(';')
  searchParams.sort()
  const canonical = [
    ...[method, pathname, searchParams.toString().replaceAll('+', '%20')],
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    ...['', names, hash('sha256', body)],
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, hash('sha256', canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${secret}`,
  )
  const signature = createHmac('sha256', key).update(text).digest('hex')
  return {
    'x-amz-date': time,
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : 1)
