import { randomBytes, randomUUID } from 'node:crypto'
import * as crypto from 'node:crypto'

type WithV7 = { randomUUIDv7?: () => string }

/** Ids grow with time, so that indexes stay dense and rows of many machines can be merged. */
export const newId: () => string = (crypto as WithV7).randomUUIDv7 ?? randomUUID

/** A secret that is read by people or put into addresses: 32 bytes unless told otherwise. */
export const newToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')
