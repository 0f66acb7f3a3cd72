import { z } from 'zod'
import { FormFault } from '#kit/form-fault.tsx'
import { AppLink } from '#kit/link.tsx'
import { Notice } from '#kit/notice.tsx'
import { ProblemError } from '#kit/problem.ts'
import { Sentence } from '#kit/sentence.tsx'
import { Time } from '#kit/time.tsx'

/** What the server says of the take that stands in the way. */
const OpenTake = z.object({ takeId: z.uuid(), openedBy: z.string(), openedAt: z.iso.datetime() })

/** Where the place is being counted already, the way to that take is shown. */
export function OpenFault({ error }: { error: unknown }) {
  const isOpen = error instanceof ProblemError && error.code === 'take_open_already'
  const open = isOpen ? OpenTake.safeParse(error.body).data : undefined
  if (!isOpen || !open) return <FormFault error={error} />
  return (
    <Notice>
      {error.message}{' '}
      <Sentence
        says="It was begun by {{name}}, <time/>: <link>open it</link>."
        values={{ name: open.openedBy }}
        parts={{
          time: <Time at={open.openedAt} />,
          link: (
            <AppLink
              to="/stock/takes/$takeId"
              params={{ takeId: open.takeId }}
              inherit
              underline="always"
            />
          ),
        }}
      />
    </Notice>
  )
}
