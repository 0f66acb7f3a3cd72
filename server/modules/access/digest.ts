import { hash } from 'node:crypto'

/**
 * How tokens and keys are stored. They carry 32 random bytes, so a fast digest is as good as a slow
 * one, and it can be looked up by an index without telling by its time how much was right.
 */
export const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer')
