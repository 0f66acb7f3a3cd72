import { usePlace } from '#kit/place.ts'
import { formatTime } from '#kit/time.tsx'
import { useColleagues } from '../../people/use-colleagues.ts'
import type { TimelineEvent } from '../queries.ts'
import { tell, type Told } from './event-words.ts'

/** An event as a sentence, with people by their names and times by the clock of the shop. */
export function useTell(): (event: Pick<TimelineEvent, 'type' | 'data'>) => Told {
  const { nameOf } = useColleagues()
  const place = usePlace()
  const timeOf = (at: string) => formatTime(new Date(at), 'minute', place)
  return (event) => tell(event, { nameOf, timeOf })
}
