export type Page<T> = { items: T[]; next: string | null; previous: string | null }

/** The part of a list that a cursor names; the cursor is opaque to the caller, as it should be. */
export function pageOf<T>(all: readonly T[], cursor: string | null, sizeMax: number): Page<T> {
  const from = cursor === null ? 0 : positionOf(cursor)
  const to = from + sizeMax
  return {
    items: all.slice(from, to),
    next: to < all.length ? cursorOf(to) : null,
    previous: from > 0 ? cursorOf(Math.max(0, from - sizeMax)) : null,
  }
}

const cursorOf = (position: number): string =>
  Buffer.from(JSON.stringify({ position })).toString('base64url')

function positionOf(cursor: string): number {
  try {
    const { position } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as {
      position: unknown
    }
    return typeof position === 'number' && position >= 0 ? position : 0
  } catch {
    return 0
  }
}
