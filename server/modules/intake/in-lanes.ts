/**
 * Orders of one list at a time: enough for full batches of the engine, and few enough for the
 * connections, of which each order that is known takes one. With 250 at once a database that was
 * slow answered none in time, and the same page was asked for again for ever.
 */
const LANES = 64

/** The results, in the order of the items. The first failure ends what has not begun. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const left = each(items)
  const lane = async () => {
    // A lane that throws closes what they all read from.
    for (const [index, item] of left) results[index] = await work(item)
  }
  const settled = await Promise.allSettled(Array.from({ length: LANES }, lane))
  const failure = settled.find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
  return results
}

function* each<Item>(items: readonly Item[]): Generator<[number, Item]> {
  yield* items.entries()
}
