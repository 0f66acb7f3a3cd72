import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** Encryption at rest with a key ring: new things under the current key, old ones stay readable. */
export type Secrets = {
  /** The id of the key that new secrets are sealed with. */
  currentKeyId(): string
  /** The whole ring, the current key first. */
  keyIds(): string[]
  /** AES-256-GCM; `purpose` is bound to the result, so a sealed thing cannot be moved elsewhere. */
  seal(plain: Uint8Array, purpose: string): Uint8Array
  open(sealed: Uint8Array, purpose: string): Uint8Array
  keyIdOf(sealed: Uint8Array): string
  /** Keys for signing tokens, made from the ring: the first signs, all of them verify. */
  signingKeys(purpose: string): { id: string; key: Uint8Array }[]
  /** The key that a token names; one that another process has just added is found as well. */
  signingKey(purpose: string, id: string): Uint8Array | undefined
  /** Puts a head under the current key. It needs only the first `SEALED_HEAD_BYTES_MAX` bytes. */
  rewrapHead(sealed: Uint8Array, purpose: string): { before: Uint8Array; after: Uint8Array }
  /** Takes another ring while running, such as at SIGHUP; throws and keeps the old one if bad. */
  reload(ring: string[]): void
}

/** The ring lacks the key that something was sealed with: a matter for the operator. */
export class UnknownSecretKey extends Error {
  override readonly name = 'UnknownSecretKey'
  readonly keyId: string

  constructor(keyId: string) {
    super(
      `This was sealed with the key "${keyId}", which is not in the key ring. Put it back into ` +
        'PENSTOCK_SECRET_KEYS or the file secret-keys; without it the data cannot be read.',
    )
    this.keyId = keyId
  }
}

/** The bytes are not a sealed thing, were altered, or belong to another purpose. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

// A key as an object: from plain bytes each cipher would make one, which takes 12 µs.
type Key = { id: string; main: Buffer; wrapping: KeyObject }

// version, length of the id, id, nonce, data key, tag — and then the body with a tag of its own.
const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES
const ID = /^[a-z0-9-]{1,32}$/
export const SEALED_HEAD_BYTES_MAX = 2 + 32 + WRAPPED_BYTES

const REREAD_EVERY_MS = 1_000

/**
 * Each thing is encrypted with a key of its own, and that key with the ring's: a rotation writes
 * new heads of some eighty bytes and never touches, or even reads, the bodies. `reread` is asked
 * for a newer ring when a key is unknown, so that a process need not be told of a rotation.
 */
export function createSecrets(ring: string[], reread?: () => string[]): Secrets {
  let keys = parseRing(ring)
  let rereadAt = -Infinity

  const find = (id: string): Key | undefined => {
    const known = keys.get(id)
    if (known || !reread || performance.now() - rereadAt < REREAD_EVERY_MS) return known
    rereadAt = performance.now()
    keys = parseRing(reread())
    return keys.get(id)
  }
  const get = (id: string): Key => {
    const key = find(id)
    if (!key) throw new UnknownSecretKey(id)
    return key
  }
  const current = (): Key => keys.values().next().value!

  return {
    currentKeyId: () => current().id,
    keyIds: () => [...keys.keys()],
    seal(plain, purpose) {
      const dataKey = randomBytes(KEY_BYTES)
      return Buffer.concat([wrap(current(), dataKey, purpose), encrypt(dataKey, plain, purpose)])
    },
    open(sealed, purpose) {
      const head = readHead(sealed)
      return decrypt(unwrap(get(head.keyId), head, purpose), head.body, purpose)
    },
    keyIdOf: (sealed) => readHead(sealed).keyId,
    signingKeys: (purpose) =>
      [...keys.values()].map(({ id, main }) => ({ id, key: derive(main, `sign ${purpose}`) })),
    signingKey(purpose, id) {
      const key = find(id)
      return key && derive(key.main, `sign ${purpose}`)
    },
    rewrapHead(sealed, purpose) {
      const head = readHead(sealed)
      const dataKey = unwrap(get(head.keyId), head, purpose)
      return { before: head.bytes, after: wrap(current(), dataKey, purpose) }
    },
    reload(next) {
      keys = parseRing(next)
    },
  }
}

/** The first bytes of everything that was sealed with this key: SQL looks for them. */
export const sealedPrefix = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(VERSION, keyId.length), Buffer.from(keyId, 'latin1')])

/** Throws when a ring cannot be used. */
export function parseRing(ring: string[]): Map<string, Key> {
  const keys = new Map<string, Key>()
  for (const pair of ring) {
    const [id = '', text = ''] = pair.split(':')
    const main = Buffer.from(text, 'base64')
    // The pair itself is a secret, so the words name at most its id.
    if (!ID.test(id)) throw new Error('A secret key must be written as id:base64.')
    if (main.length !== KEY_BYTES) throw new Error(`The secret key "${id}" must have 32 bytes.`)
    if (keys.has(id)) throw new Error(`The secret key "${id}" stands twice in the key ring.`)
    keys.set(id, { id, main, wrapping: createSecretKey(derive(main, 'seal')) })
  }
  if (keys.size === 0) throw new Error('The key ring is empty.')
  return keys
}

const derive = (main: Buffer, info: string): Buffer =>
  Buffer.from(hkdfSync('sha256', main, '', `penstock ${info}`, KEY_BYTES))

type Head = { keyId: string; bytes: Buffer; prefix: Buffer; wrapped: Buffer; body: Buffer }

function readHead(sealed: Uint8Array): Head {
  const all = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const prefixBytes = 2 + (all[1] ?? 0)
  const headBytes = prefixBytes + WRAPPED_BYTES
  const keyId = all.toString('latin1', 2, prefixBytes)
  if (all[0] !== VERSION || all.length < headBytes || !ID.test(keyId)) {
    throw new SealBroken('These bytes are not a sealed secret.')
  }
  return {
    keyId,
    bytes: all.subarray(0, headBytes),
    prefix: all.subarray(0, prefixBytes),
    wrapped: all.subarray(prefixBytes, headBytes),
    body: all.subarray(headBytes),
  }
}

/** The key id is part of what is authenticated, so that a head cannot be given another name. */
function wrap(key: Key, dataKey: Buffer, purpose: string): Buffer {
  const prefix = sealedPrefix(key.id)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key.wrapping, nonce)
  cipher.setAAD(Buffer.concat([prefix, Buffer.from(purpose)]))
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final()])
  return Buffer.concat([prefix, nonce, wrapped, cipher.getAuthTag()])
}

function unwrap(key: Key, head: Head, purpose: string): Buffer {
  const nonce = head.wrapped.subarray(0, NONCE_BYTES)
  const aad = Buffer.concat([head.prefix, Buffer.from(purpose)])
  return openGcm(key.wrapping, nonce, aad, head.wrapped.subarray(NONCE_BYTES))
}

// A data key encrypts one body and no other, so its nonce has nothing to be different from.
const ONLY_NONCE = Buffer.alloc(NONCE_BYTES)

function encrypt(dataKey: Buffer, plain: Uint8Array, purpose: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(dataKey), ONLY_NONCE)
  cipher.setAAD(Buffer.from(purpose))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(dataKey: Buffer, body: Buffer, purpose: string): Buffer {
  return openGcm(createSecretKey(dataKey), ONLY_NONCE, Buffer.from(purpose), body)
}

function openGcm(key: KeyObject, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer {
  const text = sealed.subarray(0, -TAG_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(aad)
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(text), decipher.final()])
  } catch (cause) {
    throw new SealBroken('A sealed secret was altered, or belongs somewhere else.', { cause })
  }
}
