import { deserialize, serialize } from 'node:v8'

/** Plain data in a container that stays the same one: whoever holds it sees what fills it. */
type Kept = Map<unknown, unknown> | unknown[] | Record<string, unknown>

/**
 * What a platform knows longer than its process lives: its orders, its goods, where its numbers
 * have got to. All of it is one piece, so that one thing in two places is still one afterwards.
 */
export type Memory = {
  keep<Part extends Kept>(name: string, part: Part): Part
  save(): Buffer
  load(saved: Buffer): void
}

export function createMemory(): Memory {
  const parts: Record<string, Kept> = {}
  return {
    keep(name, part) {
      parts[name] = part
      return part
    },
    save: () => serialize(parts),
    load(saved) {
      const known = deserialize(saved) as Record<string, Kept>
      for (const [name, part] of Object.entries(parts)) fill(part, known[name]!)
    },
  }
}

function fill(part: Kept, known: Kept): void {
  if (part instanceof Map) {
    part.clear()
    for (const [key, value] of known as typeof part) part.set(key, value)
  } else if (Array.isArray(part)) {
    part.splice(0, part.length, ...(known as typeof part))
  } else {
    Object.assign(part, known)
  }
}
