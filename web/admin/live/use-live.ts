import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { LiveTicket } from '#contract/live'
import { send } from '#kit/api.ts'
import { live, type LiveEvent } from '#kit/live.ts'
import { ordersWith } from '../orders/queries.ts'
import { useMay } from '../session.ts'

const ticket = async () => (await send('POST', '/live/tickets', {}, LiveTicket)).ticket

/** What pages must ask for again when something happens; lists of orders have their own way. */
const STALE: Readonly<Record<string, readonly string[][]>> = {
  stock: [['stock'], ['products']],
  stores: [['stores'], ['messages']],
  // One a second where a store is busy: what else there is of it did not change by that.
  'message.arrived': [['messages', 'list']],
  customers: [['customers']],
  jobs: [['dead-letters'], ['queues']],
  integrity: [['integrity']],
}

/** Bursts are one refresh: a flood of orders must not make the page ask for each of them. */
const GATHER_MS = 400

/** Opens the feed while somebody is signed in, and keeps what the pages show up to date. */
export function useLiveFeed(): void {
  const mayFollow = useMay('live.read')
  const queryClient = useQueryClient()
  useEffect(() => {
    if (!mayFollow) return undefined
    const topics = new Set<string>()
    const orders = new Set<string>()
    const skus = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => {
      timer = undefined
      const keys = [...topics].flatMap((topic) => STALE[topic] ?? [])
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey })
      for (const id of orders) void queryClient.invalidateQueries({ queryKey: ['orders', id] })
      if (orders.size > 0) void queryClient.invalidateQueries({ queryKey: ['orders', 'counts'] })
      if (skus.size > 0) void queryClient.invalidateQueries(ordersWith(new Set(skus)))
      for (const told of [topics, orders, skus]) told.clear()
    }
    const stopListening = live.listen({
      onEvents: (events) => {
        for (const { topic, event, subject } of events) {
          topics.add(event in STALE ? event : topic)
          if (topic === 'orders') orders.add(subject.id)
          if (subject.type === 'sku') skus.add(subject.id)
        }
        timer ??= setTimeout(refresh, GATHER_MS)
      },
      onReset: () => void queryClient.invalidateQueries(),
    })
    live.start(ticket)
    return () => {
      clearTimeout(timer)
      stopListening()
      live.stop()
    }
  }, [mayFollow, queryClient])
}

/** Hears the events of one topic while the component is shown. */
export function useEvents(topic: string, onEvents: (events: LiveEvent[]) => void): void {
  const tell = useEffectEvent((events: LiveEvent[]) => {
    const mine = events.filter((event) => event.topic === topic)
    if (mine.length > 0) onEvents(mine)
  })
  useEffect(() => live.listen({ onEvents: tell, onReset: () => {} }), [])
}
