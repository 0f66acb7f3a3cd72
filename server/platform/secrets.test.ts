import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSecrets, SealBroken, UnknownSecretKey } from './secrets.ts'

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const OLD = key('old')
const NEW = key('new')
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

test('what was sealed is opened again, whatever it is', () => {
  const secrets = createSecrets([OLD])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.string(), (plain, purpose) => {
      const sealed = secrets.seal(plain, purpose)
      expect(Buffer.from(secrets.open(sealed, purpose)).equals(Buffer.from(plain))).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('a sealed thing says nothing, and the same thing sealed twice looks different', () => {
  const secrets = createSecrets([OLD])
  const first = secrets.seal(Buffer.from('hunter2'), 'p')
  expect(text(first)).not.toContain('hunter2')
  expect(Buffer.compare(first, secrets.seal(Buffer.from('hunter2'), 'p'))).not.toBe(0)
})

test('a sealed thing cannot be moved to another purpose', () => {
  const secrets = createSecrets([OLD])
  const sealed = secrets.seal(Buffer.from('x'), 'stores.credentials')
  expect(() => secrets.open(sealed, 'access.totp')).toThrow(SealBroken)
})

test('no bit of a sealed thing can be changed unseen', () => {
  const secrets = createSecrets([OLD])
  const sealed = Buffer.from(secrets.seal(Buffer.from('amount 1'), 'p'))
  for (let index = 0; index < sealed.length; index++) {
    const altered = Buffer.from(sealed)
    altered[index]! ^= 1
    expect(() => secrets.open(altered, 'p'), `byte ${index}`).toThrow()
  }
  for (const length of [0, 1, 2, 20, 60, sealed.length - 1]) {
    expect(() => secrets.open(sealed.subarray(0, length), 'p')).toThrow(SealBroken)
  }
})

test('an old key still opens, and only the first one seals', () => {
  const sealed = createSecrets([OLD]).seal(Buffer.from('x'), 'p')
  const both = createSecrets([NEW, OLD])
  expect(text(both.open(sealed, 'p'))).toBe('x')
  expect(both.keyIdOf(both.seal(Buffer.from('y'), 'p'))).toBe('new')
})

test('a key that is missing is called by its name', () => {
  const sealed = createSecrets([OLD]).seal(Buffer.from('x'), 'p')
  expect(() => createSecrets([NEW]).open(sealed, 'p')).toThrow(UnknownSecretKey)
  expect(() => createSecrets([NEW]).open(sealed, 'p')).toThrow('"old"')
})

test('a new head needs only the head, and the body opens below it', () => {
  const sealed = createSecrets([OLD]).seal(Buffer.from('a long body'), 'p')
  const both = createSecrets([NEW, OLD])
  const { before, after } = both.rewrapHead(sealed.subarray(0, 94), 'p')
  const moved = Buffer.concat([after, sealed.subarray(before.length)])
  expect(text(createSecrets([NEW]).open(moved, 'p'))).toBe('a long body')
  expect(() => both.rewrapHead(sealed, 'q')).toThrow(SealBroken)
})

test('a process that meets an unknown key reads the ring again, but not for every question', () => {
  const sealed = createSecrets([NEW, OLD]).seal(Buffer.from('x'), 'p')
  let reads = 0
  const secrets = createSecrets([OLD], () => {
    reads++
    return [NEW, OLD]
  })
  expect(text(secrets.open(sealed, 'p'))).toBe('x')
  expect(secrets.currentKeyId()).toBe('new')
  for (let i = 0; i < 10; i++) expect(secrets.signingKey('p', 'unheard-of')).toBeUndefined()
  expect(reads).toBe(1)
})

test('signing keys differ by purpose and key, and are never the key itself', () => {
  const secrets = createSecrets([NEW, OLD])
  const keys = [...secrets.signingKeys('access'), ...secrets.signingKeys('reset')]
  expect(keys.map(({ id }) => id)).toEqual(['new', 'old', 'new', 'old'])
  const values = keys.map((each) => Buffer.from(each.key).toString('base64'))
  expect(new Set([...values, NEW.split(':')[1], OLD.split(':')[1]]).size).toBe(6)
  expect(secrets.signingKey('access', 'old')).toEqual(keys[1]!.key)
})

test.for<[rule: string, ring: string[]]>([
  ['no key', []],
  ['no id', [randomBytes(32).toString('base64')]],
  ['a short key', [`a:${randomBytes(16).toString('base64')}`]],
  ['the same id twice', [OLD, OLD]],
])('a ring with %s is refused, without a word of the key', ([, ring]) => {
  const bytes = ring[0]?.split(':').at(-1) ?? 'nothing'
  expect(() => createSecrets(ring)).toThrow()
  expect(() => createSecrets(ring)).not.toThrow(bytes)
  const secrets = createSecrets([OLD])
  expect(() => secrets.reload(ring)).toThrow()
  expect(secrets.currentKeyId()).toBe('old')
})
