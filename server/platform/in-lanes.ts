/**
 * Works on up to `lanes` items at a time, and gives the results in the order of the items. After a
 * failure no further item is begun; the error is thrown once all that had begun have ended.
 */
export async function inLanes<Item, Result>(
  items: Iterable<Item>,
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const left = each(items)
  const lane = async () => {
    // All lanes read from one iterator. A lane that throws closes it, which ends the others.
    for (const [index, item] of left) results[index] = await work(item)
  }
  const settled = await Promise.allSettled(Array.from({ length: lanes }, lane))
  const failure = settled.find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
  return results
}

function* each<Item>(items: Iterable<Item>): Generator<[number, Item]> {
  let index = 0
  for (const item of items) yield [index++, item]
}
