const lasts = new Map<string, Promise<unknown>>()

/** Runs work of the same name one after the other in this process, in the order of the calls. */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = lasts.get(name) ?? Promise.resolve()
  const own = before.then(work, work)
  lasts.set(name, own)
  try {
    return await own
  } finally {
    if (lasts.get(name) === own) lasts.delete(name)
  }
}
