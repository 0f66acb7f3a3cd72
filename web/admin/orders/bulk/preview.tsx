import type { BulkPreview } from '#contract/orders/bulk'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { reasonWords } from './reason-words.ts'
import classes from './bulk.module.css'

type PreviewProps = {
  preview: {
    data: BulkPreview | undefined
    isPending: boolean
    error: unknown
    refetch: () => unknown
  }
}

/** How many it will be, and which ones not. */
export const Preview = ({ preview }: PreviewProps) => (
  <div className={classes['preview']} role="status">
    <Loaded query={preview} rows={2}>
      {({ done, total, isMore, reasons }) => (
        <>
          <p>
            <Sentence
              says={
                isMore
                  ? '<b>{{done}}</b> of {{total}} and more will be done.'
                  : '<b>{{done}}</b> of {{total}} will be done.'
              }
              values={{ done, total }}
              parts={{ b: <strong /> }}
            />
          </p>
          {reasons.length > 0 && (
            <ul aria-label={t('Left out')}>
              {reasons.map((reason) => (
                <li key={`${reason.code} ${reason.message}`}>
                  {wordsOf(reason)}{' '}
                  <small>
                    {reason.examples.join(', ')}
                    {reason.count > reason.examples.length && ', …'}
                  </small>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Loaded>
  </div>
)

/** In the words in which the result will tell it. */
function wordsOf({ outcome, code, message: said, count }: BulkPreview['reasons'][number]): string {
  const message = reasonWords(code, said)
  return outcome === 'failed'
    ? t('{{count}} left out: {{message}}', { count, message })
    : t('{{count}} with nothing to do: {{message}}', { count, message })
}
