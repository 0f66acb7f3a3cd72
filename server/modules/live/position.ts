/** A position in the history: everything up to it is known, and nothing after it. */
export type Position = { xid: bigint; id: number }

export const textOf = ({ xid, id }: Position): string => `${xid}-${id}`

export function positionOf(text: string): Position | undefined {
  const [, xid, id] = /^(\d{1,20})-(\d{1,16})$/.exec(text) ?? []
  if (xid === undefined || id === undefined) return undefined
  const position = { xid: BigInt(xid), id: Number(id) }
  return position.xid < 2n ** 64n && Number.isSafeInteger(position.id) ? position : undefined
}

export function isAfter(one: Position, other: Position): boolean {
  return one.xid === other.xid ? one.id > other.id : one.xid > other.xid
}
