import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Adapter, listAdapters, type Message } from '#channels'

type Scheme = {
  sign(body: string, secret: string, at: Date): Record<string, string>
  /** The header that holds the proof. */
  header: string
  /** What the proof covers; a key that is only shown covers nothing. */
  coversBody: boolean
  coversTime: boolean
}

const mac = (secret: string, text: string, encoding: 'base64' | 'hex') =>
  createHmac('sha256', secret).update(text).digest(encoding)

const ofBody = (header: string, encoding: 'base64' | 'hex'): Scheme => ({
  sign: (body, secret) => ({ [header]: mac(secret, body, encoding) }),
  ...{ header, coversBody: true, coversTime: false },
})

const standardWebhooks: Scheme = {
  sign(body, secret, at) {
    const timestamp = String(Math.floor(at.getTime() / 1_000))
    return {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${mac(secret, `msg_1.${timestamp}.${body}`, 'base64')}`,
    }
  },
  ...{ header: 'webhook-signature', coversBody: true, coversTime: true },
}

/** Written from the papers of the platforms, apart from the adapters. */
const SCHEMES: Record<string, Scheme> = {
  shopify: ofBody('x-shopify-hmac-sha256', 'base64'),
  woocommerce: ofBody('x-wc-webhook-signature', 'base64'),
  bigcommerce: standardWebhooks,
  blinkit: ofBody('x-blinkit-signature', 'hex'),
  amazon: {
    sign: (_body, secret) => ({ 'x-api-key': secret }),
    ...{ header: 'x-api-key', coversBody: false, coversTime: false },
  },
  website: standardWebhooks,
  generic: standardWebhooks,
}

const BODY = '{\n  "id": 820982911946154508,\n  "note": "Größe / 😀"\n}'
const NOW = new Date('2026-08-01T04:30:00Z')
const HOUR_MS = 3_600_000

describe.each(listAdapters().map((adapter) => [adapter.platform, adapter] as const))(
  '%s',
  (platform, adapter) => {
    const scheme = SCHEMES[platform]
    if (!scheme) throw new Error(`say in SCHEMES how ${platform} signs`)
    const { coversBody, coversTime, header } = scheme
    const judge = (message: Message, secrets: string[], now = NOW) =>
      verdict(adapter, message, secrets, now)
    const signed = (secret = 'current', body = BODY): Message => ({
      headers: scheme.sign(body, secret, NOW),
      body: new TextEncoder().encode(body),
    })
    const withBody = (body: string): Message => ({
      headers: signed().headers,
      body: new TextEncoder().encode(body),
    })

    test('a right signature is valid', () => {
      expect(judge(signed(), ['current'])).toBe('valid')
      expect(judge(signed('current', ''), ['current'])).toBe('valid')
    })

    test('one byte more, less or other, or JSON written anew, is another message', () => {
      const others = [
        ...[BODY.replace('508', '509'), BODY.slice(0, -1), `${BODY} `, ''],
        JSON.stringify(JSON.parse(BODY)),
      ]
      const verdicts = others.map((body) => judge(withBody(body), ['current']))
      expect(new Set(verdicts)).toEqual(new Set([coversBody ? 'wrong' : 'valid']))
    })

    test('an old secret is good while it overlaps with the new one, and then never', () => {
      expect(judge(signed('old'), ['new', 'old'])).toBe('valid')
      expect(judge(signed('new'), ['new', 'old'])).toBe('valid')
      expect(judge(signed('old'), ['new'])).toBe('wrong')
      expect(judge(signed('old'), [])).toBe('wrong')
    })

    test('a missing proof, or one of another length, opens nothing', () => {
      const { body, headers } = signed()
      expect(judge({ headers: {}, body }, ['current'])).toBe('missing')
      const proof = headers[header]!
      for (const cut of [
        proof.slice(0, -1),
        `${proof}A`,
        proof.slice(0, 4),
        'v1,',
        'ü'.repeat(44),
      ]) {
        expect(judge({ headers: { ...headers, [header]: cut }, body }, ['current'])).toBe('wrong')
      }
    })

    test('what was recorded an hour ago is too old where the platform says the time', () => {
      const wanted = coversTime ? 'too_old' : 'valid'
      expect(judge(signed(), ['current'], new Date(NOW.getTime() + HOUR_MS))).toBe(wanted)
      expect(judge(signed(), ['current'], new Date(NOW.getTime() - HOUR_MS))).toBe(wanted)
      expect(judge(signed(), ['current'], new Date(NOW.getTime() + 60_000))).toBe('valid')
    })
  },
)

function verdict(adapter: Adapter, message: Message, secrets: string[], now: Date): string {
  const result = adapter.verify(message, { secrets, now })
  return result.type === 'refused' ? result.reason : result.type
}
