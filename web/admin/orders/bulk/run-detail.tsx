import type { BulkView } from '#contract/orders/bulk'
import { PersonName } from '../../people/person-name.tsx'
import { holdWords } from '../words.ts'

/** What tells a run from another one of its kind: which tags, which hold, which assignee. */
export function RunDetail({ run }: { run: Pick<BulkView, 'command' | 'undoOf'> }) {
  const { action, reason, tags, assigneeId } = run.command
  if (Array.isArray(tags)) return <small>{tags.join(', ')}</small>
  if (typeof reason === 'string') {
    return <small>{action === 'cancel' ? reason : holdWords(reason)}</small>
  }
  if (typeof assigneeId !== 'string') return null
  return (
    <small>
      <PersonName id={assigneeId} />
    </small>
  )
}
