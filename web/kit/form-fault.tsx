import { explainChange } from './explain.ts'
import { t } from './i18n.ts'
import { Notice } from './notice.tsx'
import { fieldFaults, ProblemError } from './problem.ts'

/** A refusal that belongs to no field stands above the form; one that does stands at its field. */
export function FormFault({ error }: { error: unknown }) {
  if (!error || Object.keys(fieldFaults(error)).length > 0) return null
  if (error instanceof ProblemError && error.status < 500) return <Notice>{error.message}</Notice>
  const { title, advice, requestId } = explainChange(error)
  return (
    <Notice>
      {title} {advice}
      {requestId && ` ${t('Request id')}: ${requestId}`}
    </Notice>
  )
}
