import { type RawBuilder, sql } from 'kysely'

/** For `like`: what somebody types as a wildcard is a letter. */
export const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)

/** In the order of bytes, nothing that begins with a prefix comes after it. */
const LAST = '\u{10ffff}'

/** What begins so, as a range of an index by bytes. */
export const beginsWith = (
  column: RawBuilder<unknown>,
  begin: RawBuilder<unknown>,
): RawBuilder<boolean> =>
  sql<boolean>`${column} >= ${begin} and ${column} < ${begin} || ${LAST}::text`
