import { type RawBuilder, sql } from 'kysely'

/** Escapes text for `like`, where a typed wildcard stands for itself. */
export const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)

/**
 * The last character in byte order: no text that starts with a prefix sorts after the prefix and
 * this.
 */
const LAST = '\u{10ffff}'

/**
 * The condition that a column begins with a prefix, as a range that an index in byte order can
 * serve.
 */
export const beginsWith = (
  column: RawBuilder<unknown>,
  begin: RawBuilder<unknown>,
): RawBuilder<boolean> =>
  sql<boolean>`${column} >= ${begin} and ${column} < ${begin} || ${LAST}::text`
