/** What the page has recorded about itself since it was opened. */
export type Noted = {
  /** When the largest element was painted. */
  lcpMs: number
  /** The worst window of layout shifts, as browsers compute it. */
  shift: number
  /** The slowest interaction, from the input to the next paint. */
  inpMs: number
  interactions: number
  /** The time from each click to the paint of the rows that it brought. */
  rowsMs: number[]
  /** When the button above the list was painted, with the number of new orders. */
  newOrders: { count: number; at: number }[]
}

declare global {
  interface Window {
    noted: Noted
    /** Measures the next click until the table shows other rows. */
    awaitRows: () => Promise<void>
  }
}

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean }
type Interaction = PerformanceEventTiming & { interactionId: number }

/** Runs in the page before any of its own code, so it must not use anything from outside. */
export function watchPage(): void {
  const noted: Noted = {
    ...{ lcpMs: 0, shift: 0, inpMs: 0, interactions: 0, rowsMs: [], newOrders: [] },
  }
  window.noted = noted
  const observe = (type: string, note: (entries: PerformanceEntryList) => void) => {
    const options = { type, buffered: true, durationThreshold: 16 }
    new PerformanceObserver((list) => note(list.getEntries())).observe(options)
  }
  observe('largest-contentful-paint', (entries) => {
    for (const { startTime } of entries) noted.lcpMs = Math.max(noted.lcpMs, startTime)
  })
  let [begunAt, lastAt, sum] = [0, 0, 0]
  observe('layout-shift', (entries) => {
    for (const { startTime, value, hadRecentInput } of entries as Shift[]) {
      if (hadRecentInput) continue
      const isNew = startTime - lastAt > 1_000 || startTime - begunAt > 5_000
      if (isNew) [begunAt, sum] = [startTime, 0]
      lastAt = startTime
      sum += value
      noted.shift = Math.max(noted.shift, sum)
    }
  })
  const ids = new Set<number>()
  observe('event', (entries) => {
    for (const { interactionId, duration } of entries as Interaction[]) {
      if (!interactionId) continue
      noted.inpMs = Math.max(noted.inpMs, duration)
      noted.interactions = ids.add(interactionId).size
    }
  })

  const painted = (then: () => void) => requestAnimationFrame(() => setTimeout(then, 0))
  const rows = () => document.querySelector('main table tbody')?.textContent ?? ''
  const isSettled = () => document.querySelector('main [aria-busy="true"]') === null
  window.awaitRows = () => {
    const before = rows()
    let startedAt = 0
    const begin = (event: Event) => (startedAt = event.timeStamp)
    addEventListener('click', begin, { capture: true, once: true })
    return new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (startedAt === 0 || !isSettled() || rows() === '' || rows() === before) return
        observer.disconnect()
        painted(() => {
          noted.rowsMs.push(performance.now() - startedAt)
          resolve()
        })
      })
      const everything = { subtree: true, childList: true, attributes: true, characterData: true }
      observer.observe(document, everything)
    })
  }

  const noteNew = () => {
    const words = document.querySelector('main [role="status"] button')?.textContent ?? ''
    const count = Number(/[\d,]+/.exec(words)?.[0].replaceAll(',', '') ?? 0)
    if (count === (noted.newOrders.at(-1)?.count ?? 0)) return
    const one = { count, at: Infinity }
    noted.newOrders.push(one)
    painted(() => (one.at = performance.timeOrigin + performance.now()))
  }
  const text = { subtree: true, childList: true, characterData: true }
  new MutationObserver(noteNew).observe(document, text)
}
