import { useQuery } from '@tanstack/react-query'
import type { OrderView } from '#contract/orders'
import { platformList } from '../../channels/queries.ts'
import { useMay } from '../../session.ts'
import type { Step } from './open-steps.ts'

/** Whether the platform takes single pieces out of an order; undefined where that is not known. */
export function useTakesPieces({ store }: OrderView, step: Step): boolean | undefined {
  const enabled = useMay('channels.read') && step === 'cancelLines'
  const { data } = useQuery({ ...platformList, enabled })
  return data?.platforms.find(({ platform }) => platform === store.platform)?.takesPieces
}
