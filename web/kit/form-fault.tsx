import { explainChange } from './explain.ts'
import { t } from './i18n.ts'
import { Notice } from './notice.tsx'
import { fieldFaults, ProblemError } from './problem.ts'

/** A refusal that belongs to no field stands above the form; one that does stands at its field. */
export function FormFault({ error }: { error: unknown }) {
  if (!error || Object.keys(fieldFaults(error)).length > 0) return null
  if (error instanceof ProblemError && error.status < 500) {
    return (
      <Notice>
        {error.message} {againIn(error)}
      </Notice>
    )
  }
  const { title, advice, requestId } = explainChange(error)
  return (
    <Notice>
      {title} {advice}
      {requestId && ` ${t('Request id')}: ${requestId}`}
    </Notice>
  )
}

/** How long a while is, where it is longer than somebody would just try. */
function againIn({ body }: ProblemError): string | undefined {
  const minutes = Math.ceil(Number(body['retryAfterS'] ?? 0) / 60)
  return minutes > 1 ? t('It is possible again in {{minutes}} minutes.', { minutes }) : undefined
}
