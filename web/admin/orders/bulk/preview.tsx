import type { BulkPreview } from '#contract/orders/bulk'
import { Loaded } from '#kit/loaded.tsx'
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
            <strong>{done.toLocaleString()}</strong> of {total.toLocaleString()}
            {isMore && ' and more'} will be done.
          </p>
          {reasons.length > 0 && (
            <ul aria-label="Left out">
              {reasons.map(({ code, message, count, examples }) => (
                <li key={`${code} ${message}`}>
                  {count.toLocaleString()} left out: {message}{' '}
                  <small>
                    {examples.join(', ')}
                    {count > examples.length && ', …'}
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
