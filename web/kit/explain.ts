import { t } from './i18n.ts'
import { NoAnswer, ProblemError } from './problem.ts'

/** What a person needs to hear: what happened, what to do, and the id for whoever helps. */
export type Explanation = {
  title: string
  advice: string
  canRetry: boolean
  requestId?: string | undefined
}

export function explain(error: unknown): Explanation {
  if (error instanceof NoAnswer) return noAnswer
  if (error instanceof ProblemError) return { ...ofStatus(error), requestId: error.requestId }
  if (error instanceof Error && error.name === 'ZodError') return unexpectedShape
  if (error instanceof Error && /dynamically imported module|module script/.test(error.message)) {
    return newVersion
  }
  return ourFault
}

/** Of something that a person wanted done: a page asks again by itself, and that does not. */
export function explainChange(error: unknown): Explanation {
  if (error instanceof NoAnswer) return { ...noAnswer, advice: TRY_AGAIN }
  if (!isUncertain(error)) return explain(error)
  return { ...uncertain, requestId: error.requestId }
}

/** One sentence, for places that have room for no more. */
export const sentence = (error: unknown): string =>
  error instanceof ProblemError && error.status < 500 ? error.message : explainChange(error).title

/** Whoever does it again without a look may have it done twice. */
const isUncertain = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && ['took_too_long', 'outcome_unknown'].includes(error.code)

/** Of an id in the address that cannot be one: nobody who has followed a link knows of requests. */
const isMistyped = ({ errors }: ProblemError): boolean =>
  errors.length > 0 && errors.every(({ pointer }) => pointer.startsWith('/path/'))

function ofStatus(problem: ProblemError): Explanation {
  const { status, code, message } = problem
  if (isMistyped(problem)) {
    const advice = t('The address may be mistyped, or what it showed has been removed.')
    return { title: t('This is not here.'), advice, canRetry: false }
  }
  if (status === 404) {
    return { title: t('This is not here.'), advice: message, canRetry: false }
  }
  if (status === 403) {
    const advice = code === 'forbidden' ? ASK_AN_OWNER : message
    return { title: t('You may not do this.'), advice, canRetry: false }
  }
  if (status === 429) {
    return {
      title: t('That was too often.'),
      advice: t('Wait a minute, then try again.'),
      canRetry: true,
    }
  }
  if (status === 503) {
    return {
      title: t('Penstock is busy right now.'),
      advice: t('Nothing was lost. Try again in a few seconds.'),
      canRetry: true,
    }
  }
  if (status >= 500) return ourFault
  return { title: message, advice: t('Check what you entered, then try again.'), canRetry: true }
}

export const ASK_AN_OWNER = t(
  'Your role does not include it. An owner can change that under People and roles.',
)

const TRY_AGAIN = t('It may not be done. Check your connection, then try again.')

const noAnswer: Explanation = {
  title: t('Penstock does not answer.'),
  advice: t(
    'Check your connection. This page tries again by itself as soon as the server is back.',
  ),
  canRetry: true,
}

const uncertain: Explanation = {
  title: t('It is not certain whether this was done.'),
  advice: t('Look whether it is there before you do it again.'),
  canRetry: false,
}

const ourFault: Explanation = {
  title: t('Something went wrong on our side.'),
  advice: t(
    'Try again. If it happens again, send the request id to whoever runs Penstock for you.',
  ),
  canRetry: true,
}

const unexpectedShape: Explanation = {
  title: t('The server answered in a way that this page does not know.'),
  advice: t('Penstock may have been updated meanwhile. Reload the page.'),
  canRetry: true,
}

const newVersion: Explanation = {
  title: t('This page is from an older version.'),
  advice: t('Penstock has been updated. Reload the page to continue.'),
  canRetry: true,
}
