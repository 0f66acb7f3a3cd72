/** Encryption at rest with a key ring: new things under the current key, old ones stay readable. */
export type Secrets = {
  /** The id of the key that new secrets are sealed with. */
  currentKeyId(): string
  /** AES-256-GCM; `purpose` is bound to the result, so a sealed thing cannot be moved elsewhere. */
  seal(plain: Uint8Array, purpose: string): Uint8Array
  open(sealed: Uint8Array, purpose: string): Uint8Array
  keyIdOf(sealed: Uint8Array): string
  /** Keys for signing tokens, made from the ring: the first signs, all of them verify. */
  signingKeys(purpose: string): { id: string; key: Uint8Array }[]
}

export function createSecrets(ring: string[]): Secrets {
  throw new Error(`being written ${ring.length}`)
}
