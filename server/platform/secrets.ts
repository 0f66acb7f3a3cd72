import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/**
 * Encryption at rest with a key ring: new values are sealed with the current key, and old ones stay
 * readable.
 */
export type Secrets = {
  /** The id of the key that new secrets are sealed with. */
  currentKeyId(): string
  /** The whole ring, the current key first. */
  keyIds(): string[]
  /**
   * Encrypts with AES-256-GCM. The purpose is bound to the result, so a sealed value cannot be used
   * elsewhere.
   */
  seal(plain: Uint8Array, purpose: string): Uint8Array
  open(sealed: Uint8Array, purpose: string): Uint8Array
  keyIdOf(sealed: Uint8Array): string
  /** Keys for signing tokens, derived from the ring. The first one signs; all of them verify. */
  signingKeys(purpose: string): { id: string; key: Uint8Array }[]
  /** The key that a token names, even if another process has just added it. */
  signingKey(purpose: string, id: string): Uint8Array | undefined
  /**
   * Re-seals a head under the current key. It needs only the first `SEALED_HEAD_BYTES_MAX` bytes.
   */
  rewrapHead(sealed: Uint8Array, purpose: string): { before: Uint8Array; after: Uint8Array }
  /**
   * Replaces the ring while running, for example at SIGHUP. Throws and keeps the old ring if the
   * new one is not valid.
   */
  reload(ring: string[]): void
}

/** A value was sealed with a key that the ring does not have. The operator must add it. */
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

/** The bytes are not a sealed value, were altered, or belong to another purpose. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

// Keys are kept as objects: from plain bytes each cipher would make one, which takes 12 µs.
type Key = { id: string; main: Buffer; wrapping: KeyObject }

// The format: version, length of the key id, key id, nonce, encrypted data key and tag, followed by
// the body with a tag of its own.
const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES
const ID = /^[a-z0-9-]{1,32}$/
export const SEALED_HEAD_BYTES_MAX = 2 + 32 + WRAPPED_BYTES

const REREAD_EVERY_MS = 1_000

/**
 * Each value is encrypted with a data key of its own, which is encrypted with a key of the ring. A
 * rotation therefore rewrites only heads of some eighty bytes, and does not even read the bodies.
 * `reread` is called for a newer ring when a key is unknown, so that a process need not be told
 * about a rotation.
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

/** The first bytes of every value sealed with this key, for finding them by SQL. */
export const sealedPrefix = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(VERSION, keyId.length), Buffer.from(keyId, 'latin1')])

/** Throws when a ring cannot be used. */
export function parseRing(ring: string[]): Map<string, Key> {
  const keys = new Map<string, Key>()
  for (const pair of ring) {
    const [id = '', text = ''] = pair.split(':')
    const main = Buffer.from(text, 'base64')
    // The pair is a secret, so the error names at most its id.
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

/** The key id is authenticated as well, so that the head cannot be given another id. */
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

// A data key encrypts a single body, so its nonce never has to differ.
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
