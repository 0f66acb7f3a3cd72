import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { bulkhead, BulkheadRejectedError } from 'cockatiel'
import { AccessProblem } from '../problems.ts'

const runArgon2 = promisify(argon2)

/** What OWASP asks for; 31 ms on 2 cores (Node 24.21, November 2026). */
const COST = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32

/**
 * A check takes a whole core and 19 MiB, on the threads that file and name look-ups need too. Two
 * at once leave room for them, and a line of 64 is worked off in about a second.
 */
const gate = bulkhead(2, 64)

/** A PHC string, as `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, { ...COST, salt })
  const { memory, passes, parallelism } = COST
  return ['', 'argon2id', 'v=19', `m=${memory},t=${passes},p=${parallelism}`]
    .concat(toText(salt), toText(hash))
    .join('$')
}

/** Without a stored password it takes the same time, so that nobody learns who has an account. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const { hash, ...cost } = stored ? parse(stored) : NOBODYS
  const same = timingSafeEqual(await derive(password, cost), hash)
  return same && stored !== null
}

type Cost = typeof COST & { salt: Buffer }

const NOBODYS = { ...COST, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) }

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function parse(stored: string): Cost & { hash: Buffer } {
  const parts = PHC.exec(stored)
  if (!parts) throw new Error('A stored password hash cannot be read.')
  const [, memory, passes, parallelism, salt, hash] = parts
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt!, 'base64'),
    hash: Buffer.from(hash!, 'base64'),
  }
}

/** The same word typed on two keyboards may have other bytes; NFKC makes them one. */
async function derive(password: string, { salt, ...cost }: Cost): Promise<Buffer> {
  const message = password.normalize('NFKC')
  try {
    return await gate.execute(() =>
      runArgon2('argon2id', { ...cost, message, nonce: salt, tagLength: HASH_BYTES }),
    )
  } catch (error) {
    if (error instanceof BulkheadRejectedError) throw AccessProblem.sign_in_busy({ retryAfterS: 1 })
    throw error
  }
}

const toText = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
