import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '#kit/i18n.ts'
import { useMay } from '../../../session.ts'
import { locationList } from '../../../stock/queries.ts'

const NOWHERE = ''

/** The location of the pieces that the store shows; none when they are not to be counted. */
export function usePlace() {
  const mayAdjust = useMay('stock.adjust')
  const mayCount = useMay('stock.read') && mayAdjust
  const { data, isPending } = useQuery({ ...locationList, enabled: mayCount })
  const [chosen, setChosen] = useState<string>()
  const places = (data?.locations ?? []).filter(({ active }) => active)
  const value = chosen ?? places[0]?.id ?? NOWHERE
  return {
    ...{ mayCount, value, choose: setChosen, isReady: !mayCount || !isPending },
    locationId: value === NOWHERE ? undefined : value,
    options: [
      ...places.map(({ id, name }) => ({ value: id, label: name })),
      { value: NOWHERE, label: t('Do not count yet') },
    ],
  }
}

export type Place = ReturnType<typeof usePlace>
